/// What a new session would replace.
package struct SignInConflict: Sendable, Hashable {
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
