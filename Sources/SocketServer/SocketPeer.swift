package import Glibc
package import NIOCore

/// The peer's process of a UNIX socket, recorded by the kernel when the connection was made (SO_PEERCRED, socket(7)).
///
/// The members are those of `struct ucred`, which Glibc declares only for C.
package struct SocketPeer: Sendable, Hashable {
    package let pid: Int32
    package let uid: UInt32
    package let gid: UInt32

    /// Whether the peer is this user or root. Root could read this process's memory anyway, and is the owner of sshd,
    /// which forwards sockets.
    package var isTrusted: Bool { Self.isTrusted(uid) }

    package static func isTrusted(_ uid: uid_t) -> Bool { uid == geteuid() || uid == 0 }
}

extension Channel {
    /// Fails if the channel is not a socket.
    package var socketPeer: EventLoopFuture<SocketPeer> {
        guard let provider = self as? any SocketOptionProvider else {
            return eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        return provider.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
    }
}
