import CPlatform
import Glibc
import NIOCore

/// The owner of the peer's process.
enum PeerOwner: Sendable, Hashable {
    case user(uid_t)
    /// The kernel knows all processes, and none of them holds the peer's socket.
    case nobody
    /// Owner unknown: this is not Linux, or the kernel does not see everything that can connect.
    case untold
}
