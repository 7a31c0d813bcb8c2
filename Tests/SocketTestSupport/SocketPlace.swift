import CPlatform
import FoundationEssentials
import Glibc
package import POSIX
import Testing

/// A directory of a test's own for sockets, gone with it. Its path is short, and 0700.
package final class SocketPlace: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/farsign-sock-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    package var directory: SocketDirectory {
        get throws { try SocketDirectory(path: path) }
    }

    package func socket(_ name: String = "s") throws -> UnixSocket {
        try UnixSocket(path: path + "/" + name)
    }
}
