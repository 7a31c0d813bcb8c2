import CPlatform
import Glibc
import POSIX
package import SignIn
package import Text

/// A listening TCP port on 127.0.0.1. Connections wait until a server serves them.
package struct LoopbackPort: Sendable {
    package let address: CallbackAddress
    /// A non-blocking descriptor. The receiver owns it and must close it.
    package let descriptor: Int32

    /// - Parameter port: nil to let the kernel choose.
    /// - Throws: ``StateError/Code/portTaken``.
    package static func listen(on port: Int? = nil) throws(StateError) -> LoopbackPort {
        var number = UInt16(clamping: port ?? 0)
        let descriptor = unsafe farsign_loopback_listen(&number)
        let error = errno
        guard descriptor >= 0, let address = CallbackAddress(port: Int(number)) else {
            throw failure(CallbackAddress(port: Int(number))?.host ?? "127.0.0.1", error)
        }
        return LoopbackPort(address: address, descriptor: descriptor)
    }

    private static func failure(_ host: String, _ error: Int32) -> StateError {
        switch error {
        case EADDRINUSE:
            StateError(
                .portTaken, path: host, "another process listens on \(host)",
                hint: "choose another port; 'ss -ltnp' shows the process that uses this one")
        case EACCES:
            StateError(.portTaken, path: host, "only root can listen on \(host)", hint: "choose a port of 1024 or more")
        default:
            StateError(.unreadable, path: host, "cannot listen on \(host): \(SystemError(number: error).text)")
        }
    }
}
