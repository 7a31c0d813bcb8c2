import CPlatform
import Glibc
import NIOCore

/// Finds the owner of the peer's process on a loopback TCP connection. It asks the kernel about the one socket
/// (sock_diag(7)) or, if that is not available, reads the tables of all sockets (proc(5)). All calls block.
///
/// A start page's URL is visible in the browser's command line. Other users who read it there must not be able to
/// open the page.
enum LoopbackPeer {
    private static let tables = ["/proc/net/tcp", "/proc/net/tcp6"]

    /// Whether the kernel answers about a socket of this process. Some sandboxes do not support this.
    static func hasDiagnostics() -> Bool {
        var port: UInt16 = 0
        let listening = unsafe farsign_loopback_listen(&port)
        guard listening >= 0 else { return false }
        defer { close(listening) }
        var uid: UInt32 = 0
        let ours = farsign_endpoint(host: UInt32(INADDR_LOOPBACK).bigEndian, port: port)
        return unsafe farsign_loopback_owner(ours, farsign_endpoint(host: 0, port: 0), &uid) == 1
    }

    static func ownerByDiagnostics(of theirs: IPv4Endpoint, to ours: IPv4Endpoint) -> PeerOwner {
        var uid: UInt32 = 0
        // If the question fails, for example without free descriptors, which others could cause, nobody is admitted.
        let isFound = unsafe farsign_loopback_owner(theirs.endpoint, ours.endpoint, &uid) == 1
        return isFound ? .user(uid) : isWindows ? .untold : .nobody
    }

    static func ownerInTables(of theirs: IPv4Endpoint, to ours: IPv4Endpoint) -> PeerOwner {
        var isTold = false
        // Read twice: a table is read in pieces, and a row can move between two of them.
        for path in tables + tables {
            guard let table = text(of: path) else { continue }
            isTold = true
            if let uid = uid(from: theirs, to: ours, in: table) { return .user(uid) }
        }
        return isTold && !isWindows ? .nobody : .untold
    }

    /// The columns are documented in the Linux kernel's Documentation/networking/proc_net_tcp.rst. A socket that no
    /// process holds any more has the inode 0 and the uid 0, whoever owned it.
    static func uid(from theirs: IPv4Endpoint, to ours: IPv4Endpoint, in table: String) -> uid_t? {
        for line in table.utf8.split(separator: UInt8(ascii: "\n")) {
            let columns = line.split(separator: UInt8(ascii: " "), maxSplits: 10).map(Substring.init)
            guard columns.count > 9, columns[9] != "0",
                theirs.spellings.contains(columns[1]), ours.spellings.contains(columns[2])
            else { continue }
            return uid_t(columns[7])
        }
        return nil
    }

    /// Under WSL, a browser of Windows is not in the tables if both share their network.
    private static let isWindows =
        text(of: "/proc/sys/kernel/osrelease")?.lowercased().contains("microsoft") ?? false

    /// Returns nil if the table does not exist. A table that cannot be read for another reason, such as missing
    /// descriptors, which others could cause, counts as empty.
    private static func text(of path: String) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return errno == ENOENT || errno == EACCES ? nil : "" }
        defer { close(file) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            text += chunk[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
