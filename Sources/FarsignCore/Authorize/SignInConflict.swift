import Session

/// Something that a new session would replace.
package struct SignInConflict: Sendable, Hashable {
    /// Worded as the summary of an error.
    package let fact: String
    /// A question to answer with yes or no.
    package let question: String
    /// What to do instead.
    package let hint: String

    package init(fact: String, question: String, hint: String) {
        self.fact = fact
        self.question = question
        self.hint = hint
    }
}
