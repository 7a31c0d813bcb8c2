package import Text

/// What a waiting login says to its person.
package struct LoginTerminal: Sendable {
    /// Whether there is a terminal at which questions can be asked; else lines go to stderr alone.
    package var canAsk: Bool
    /// Shows a text as it is: a prompt, a question, a line break.
    package var say: @Sendable (String) -> Void
    /// Shows a line.
    package var notice: @Sendable (String) -> Void
    package var report: @Sendable (any ExplainedError) -> Void

    package init(
        canAsk: Bool, say: @escaping @Sendable (String) -> Void, notice: @escaping @Sendable (String) -> Void,
        report: @escaping @Sendable (any ExplainedError) -> Void
    ) {
        self.canAsk = canAsk
        self.say = say
        self.notice = notice
        self.report = report
    }
}
