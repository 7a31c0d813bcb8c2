import CPlatform
import Glibc
import POSIX
package import SignIn
package import Text

/// A TCP port of 127.0.0.1 that is listened on. Browsers that come before a server does wait.
package struct LoopbackPort: Sendable {
    package let address: CallbackAddress
    /// Does not block. It belongs to whoever takes it: nothing here closes it.
    package let descriptor: Int32

    /// - Parameter port: nil for one that the kernel chooses.
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
                hint: "choose another port; who holds this one shows 'ss -ltnp'")
        case EACCES:
            StateError(.portTaken, path: host, "\(host) is for root alone", hint: "choose a port from 1024 on")
        default:
            StateError(.unreadable, path: host, "cannot listen on \(host): \(SystemError(number: error).text)")
        }
    }
}
