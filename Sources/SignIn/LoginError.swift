import Text

/// The reason why a login did not lead to a session.
package struct LoginError: ExplainedError, Hashable {
    /// Stable names. Tests and the ledger compare these, never the text.
    package enum Code: String, Sendable, CaseIterable {
        case badReply = "bad-reply"
        case replyTooLong = "reply-too-long"
        case stateMismatch = "state-mismatch"
        /// The service refused the code; another code may be accepted.
        case codeRefused = "request-refused"
        case codeExpired = "code-expired"
        case tooManyAttempts = "too-many-attempts"
        case signInDenied = "sign-in-denied"
        /// The person at the relay refused the sign-in.
        case refusedAtRelay = "refused-at-relay"
        case unknownLogin = "unknown-login"
        case loginOver = "login-over"
        case deadlinePassed = "deadline-passed"
        case interrupted
        case hungUp = "hung-up"
        case unexpectedIdentity = "unexpected-identity"
        case notReplaced = "not-replaced"
        /// The sign-in succeeded, and the person at another terminal is asked whether it may replace something.
        case confirmationNeeded = "confirmation-needed"
        case noReply = "no-reply"
    }

    package let code: Code
    package let summary: String
    package let hint: String?

    package var name: String { code.rawValue }

    package init(_ code: Code, _ summary: String, hint: String? = nil) {
        self.code = code
        self.summary = summary
        self.hint = hint
    }
}
