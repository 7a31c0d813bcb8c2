import Synchronization

/// The users whose processes a server has refused. Each is reported once, so that repeated attempts cannot flood the
/// screen and the history.
package final class RefusedUsers: Sendable {
    /// The maximum number, because one user can appear as thousands (subuid(5)).
    private static let most = 64

    private let known = Mutex<Set<Int?>>([])

    package init() {}

    /// - Parameter uid: nil for a process that the kernel does not know.
    package func isNew(_ uid: Int?) -> Bool {
        known.withLock { $0.count < Self.most && $0.insert(uid).inserted }
    }
}
