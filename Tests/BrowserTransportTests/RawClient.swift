import Dispatch
import Foundation
import Glibc
import POSIX
import SignIn

/// A connection that sends whatever a test likes, as no browser would.
final class RawClient: Sendable {
    private let descriptor: Int32

    init(_ address: CallbackAddress) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = UInt16(address.port).bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    init(_ unix: UnixSocket) throws {
        descriptor = try unix.connect()
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    }

    deinit { close(descriptor) }

    /// As much as the server takes: one that has closed is not an error here.
    func send(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { bytes in
                Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    /// Everything that comes until the server closes, or breaks, the connection.
    func rest() async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "farsign.tests.client").async { [self] in
                var text: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: 4_096)
                while case let count = read(descriptor, &chunk, chunk.count), count > 0 { text += chunk[..<count] }
                continuation.resume(returning: String(decoding: text, as: UTF8.self))
            }
        }
    }

    func get(_ target: String, headers: String = "") async -> String {
        send("GET \(target) HTTP/1.1\r\nHost: x\r\n\(headers)\r\n")
        return await rest()
    }
}
