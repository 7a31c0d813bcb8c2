import CPlatform
import Glibc
import NIOCore

/// Whose process is at the other end of a connection.
enum PeerOwner: Sendable, Hashable {
    case user(uid_t)
    /// The kernel tells of all processes, and none of them has the other end.
    case nobody
    /// There is no word of the kernel's: it is not Linux, or it does not see all that can connect.
    case untold
}
