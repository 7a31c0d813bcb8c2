import CPlatform
import CodeIntake
import FarsignShared
import FoundationEssentials
import Glibc
import Testing

/// A directory of a test's own for sockets, gone with it. Its path is short, and 0700.
final class SocketPlace: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/farsign-sock-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var directory: SocketDirectory {
        get throws { try SocketDirectory(path: path) }
    }

    func socket(_ name: String = "s") throws -> UnixSocket {
        try UnixSocket(path: path + "/" + name)
    }
}

func mode(of path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
}

func inode(of path: String) -> ino_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_ino : nil
}
