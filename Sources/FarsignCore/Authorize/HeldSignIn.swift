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

/// What a new session would replace.
package struct SignInConflict: Sendable, Hashable, Codable {
    /// As an error's summary has it.
    package let fact: String
    /// To be answered with yes or no.
    package let question: String
    /// What to do instead.
    package let hint: String

    package init(fact: String, question: String, hint: String) {
        self.fact = fact
        self.question = question
        self.hint = hint
    }
}
