import FoundationEssentials
package import SignIn

/// What only one process at a time may do. The kernel drops a lock with the
/// process that holds it.
package enum LockSubject: Sendable, Hashable {
    /// Refreshing, replacing or removing a session's tokens. The lock is kept beside the tokens, so that it holds
    /// between callers whose state directories differ.
    case session(SessionRecord)
    /// Taking a reply for a pending login.
    case login(LoginID)
}

package protocol Locks: Sendable {
    /// Waits for its turn, for at most `limit`.
    ///
    /// - Throws: ``StateError/Code/locked`` once that is over; what `body` throws.
    func hold<Result>(
        _ subject: LockSubject, within limit: Duration, _ body: (any HeldLock) throws -> Result
    ) throws -> Result
}

/// A lock while it is held.
package protocol HeldLock {
    /// What a holder left in the time that this process waited for it; nil where there was no wait.
    func message() -> String?
    /// For those who are waiting now. Nobody else will read it.
    func leave(_ message: String)
}

extension Locks {
    /// The longest exchange with the service, and what is written after it.
    private static var longest: Duration { .seconds(60) }

    package func hold<Result>(_ subject: LockSubject, _ body: () throws -> Result) throws -> Result {
        try hold(subject, within: Self.longest) { _ in try body() }
    }
}
