import Synchronization

/// The users whose processes a server has turned away: each is told of once, or one that comes again and again would
/// fill screen and history.
package final class RefusedUsers: Sendable {
    /// One user can come as thousands (subuid(5)).
    private static let most = 64

    private let known = Mutex<Set<Int?>>([])

    package init() {}

    /// - Parameter uid: nil for a process that the kernel does not know.
    package func isNew(_ uid: Int?) -> Bool {
        known.withLock { $0.count < Self.most && $0.insert(uid).inserted }
    }
}
