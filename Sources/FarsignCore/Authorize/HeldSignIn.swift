/// A session that was signed in, and would take the place of another: it waits for a person's yes.
public struct HeldSignIn: Sendable {
    public let session: LoginSession
    public let conflicts: [SignInConflict]
    /// Of the reply that brought it, see ``CodeReply/digest``.
    public let reply: String?

    public init(session: LoginSession, conflicts: [SignInConflict], reply: String?) {
        self.session = session
        self.conflicts = conflicts
        self.reply = reply
    }
}

/// What a new session would replace.
public struct SignInConflict: Sendable, Hashable, Codable {
    /// As an error's summary has it.
    public let fact: String
    /// To be answered with yes or no.
    public let question: String
    /// What to do instead.
    public let hint: String

    public init(fact: String, question: String, hint: String) {
        self.fact = fact
        self.question = question
        self.hint = hint
    }
}
