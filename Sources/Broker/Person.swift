package import Session

/// The actor of a command, and a way to show them a warning.
package struct Person: Sendable {
    package var actor: @Sendable () -> Actor
    /// One sentence in the form of an error's summary.
    package var warn: @Sendable (String) -> Void
    /// Logs a step, for a person who asked for that.
    package var note: @Sendable (String) -> Void = { _ in }

    package init(actor: @escaping @Sendable () -> Actor, warn: @escaping @Sendable (String) -> Void) {
        self.actor = actor
        self.warn = warn
    }
}
