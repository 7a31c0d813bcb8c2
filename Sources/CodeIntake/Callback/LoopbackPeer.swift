import Glibc
import NIOCore

/// Whose process is at the other end of a TCP connection over loopback, by the kernel's table of sockets (proc(5)).
///
/// A start page's URL can be read off a browser's command line. Whoever reads it should not get as far as the page.
enum LoopbackPeer {
    /// Nil where the kernel does not say: not Linux, or a peer in another network namespace.
    static func uid(of channel: any Channel) -> uid_t? {
        guard let remote = channel.remoteAddress?.port, let local = channel.localAddress?.port else { return nil }
        return uid(from: remote, to: local, in: table())
    }

    /// The addresses are 127.0.0.1's bytes as this machine orders them, and the columns those of the Linux kernel's
    /// Documentation/networking/proc_net_tcp.rst.
    static func uid(from port: Int, to target: Int, in table: String) -> uid_t? {
        let (theirs, ours) = (address(port), address(target))
        for line in table.split(separator: "\n") {
            let columns = line.split(separator: " ", maxSplits: 8)
            if columns.count > 7, columns[1] == theirs, columns[2] == ours { return uid_t(columns[7]) }
        }
        return nil
    }

    private static func address(_ port: Int) -> String {
        let host = hexadecimal(UInt32(0x7F00_0001).bigEndian, digits: 8)
        return "\(host):\(hexadecimal(UInt32(port), digits: 4))"
    }

    private static func hexadecimal(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// Empty where there is none.
    private static func table() -> String {
        let file = unsafe open("/proc/net/tcp", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
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
