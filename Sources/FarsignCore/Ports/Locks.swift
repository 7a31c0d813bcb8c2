package import Session
package import SignIn

/// The subject of a lock that one process at a time can hold. The kernel releases a lock when its process ends.
package enum LockSubject: Sendable, Hashable {
    /// For refreshing, replacing or removing a session's tokens. The lock file is beside the tokens, so that it also
    /// works between callers with different state directories.
    case session(SessionRecord)
    /// For processing a reply to a pending login.
    case login(LoginID)
}

package protocol Locks: Sendable {
    /// Waits for the lock for at most `limit`, then runs `body`.
    ///
    /// - Throws: ``StateError/Code/locked`` after that time; any error of `body`.
    func hold<Result>(
        _ subject: LockSubject, within limit: Duration, _ body: (any HeldLock) throws -> Result
    ) throws -> Result
}

/// A lock that this process holds.
package protocol HeldLock {
    /// The message that the previous holder left while this process waited; nil if it did not wait.
    func message() -> String?
    /// Leaves a message for the processes that are waiting now. Later ones do not see it.
    func leave(_ message: String)
}

extension Locks {
    /// The longest exchange with the service, including the writes after it.
    private static var longest: Duration { .seconds(60) }

    package func hold<Result>(_ subject: LockSubject, _ body: () throws -> Result) throws -> Result {
        try hold(subject, within: Self.longest) { _ in try body() }
    }
}
