import Text

/// Why a code did not sign in, and whether the login waits on.
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
