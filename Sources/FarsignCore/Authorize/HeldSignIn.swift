/// A session that was signed in, and would take the place of another: it waits for a person's yes.
package struct HeldSignIn: Sendable {
    package let session: LoginSession
    package let conflicts: [SignInConflict]
    /// Of the reply that brought it, see ``CodeReply/digest``.
    package let reply: String?

    package init(session: LoginSession, conflicts: [SignInConflict], reply: String?) {
        self.session = session
        self.conflicts = conflicts
        self.reply = reply
    }
}
