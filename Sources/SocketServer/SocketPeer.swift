package import Glibc
package import NIOCore

/// The process at the other end of a UNIX socket, as the kernel noted it when they met (SO_PEERCRED, socket(7)).
///
/// Its members are those of `struct ucred`, which Glibc shows only to C.
package struct SocketPeer: Sendable, Hashable {
    package let pid: Int32
    package let uid: UInt32
    package let gid: UInt32

    /// Ours or root's: root could read our memory, and is sshd where it forwards.
    package var isTrusted: Bool { Self.isTrusted(uid) }

    package static func isTrusted(_ uid: uid_t) -> Bool { uid == geteuid() || uid == 0 }
}

extension Channel {
    /// Fails on what is no socket.
    package var socketPeer: EventLoopFuture<SocketPeer> {
        guard let provider = self as? any SocketOptionProvider else {
            return eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        return provider.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
    }
}
