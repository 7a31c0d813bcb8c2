package import FarsignCore

/// Who asked, and how to tell them something that does not stop us.
package struct Person: Sendable {
    package var actor: @Sendable () -> Actor
    /// One sentence, as an error's summary is written.
    package var warn: @Sendable (String) -> Void

    package init(actor: @escaping @Sendable () -> Actor, warn: @escaping @Sendable (String) -> Void) {
        self.actor = actor
        self.warn = warn
    }
}
