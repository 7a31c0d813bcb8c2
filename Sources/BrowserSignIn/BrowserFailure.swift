import Text

/// The reason why a code was not accepted, and whether the login still waits.
package struct BrowserFailure: Sendable, Hashable {
    /// Safe for a terminal.
    package let reason: String
    package let canTryAgain: Bool

    init(_ error: any Error, canTryAgain: Bool) {
        if let error = error as? any ExplainedError {
            reason = error.summary + (error.hint.map { "; \($0)" } ?? "")
        } else {
            reason = "\(error)".shown
        }
        self.canTryAgain = canTryAgain
    }
}
