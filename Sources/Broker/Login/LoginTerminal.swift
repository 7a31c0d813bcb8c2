package import Text

/// The terminal output of a waiting login.
package struct LoginTerminal: Sendable {
    /// Whether there is a terminal for questions; otherwise lines are only written to stderr.
    package var canAsk: Bool
    /// Prints a text without a line break: a prompt or a question.
    package var say: @Sendable (String) -> Void
    /// Prints a line.
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
