import Session

/// A completed sign-in that would replace another session and waits for the person's confirmation.
package struct HeldSignIn: Sendable {
    package let session: LoginSession
    package let conflicts: [SignInConflict]
    /// The digest of the reply that led to it; see ``CodeReply/digest``.
    package let reply: String?

    package init(session: LoginSession, conflicts: [SignInConflict], reply: String?) {
        self.session = session
        self.conflicts = conflicts
        self.reply = reply
    }
}
