import Text

/// A login that did not come to a session.
package struct LoginError: ExplainedError, Hashable {
    /// Stable names: tests and the ledger compare these, never prose.
    package enum Code: String, Sendable, CaseIterable {
        case badReply = "bad-reply"
        case replyTooLong = "reply-too-long"
        case stateMismatch = "state-mismatch"
        /// By the service. Another code may do.
        case codeRefused = "request-refused"
        case codeExpired = "code-expired"
        case tooManyAttempts = "too-many-attempts"
        case signInDenied = "sign-in-denied"
        /// By the person at the relay.
        case refusedAtRelay = "refused-at-relay"
        case unknownLogin = "unknown-login"
        case loginOver = "login-over"
        case deadlinePassed = "deadline-passed"
        case interrupted
        case hungUp = "hung-up"
        case unexpectedIdentity = "unexpected-identity"
        case notReplaced = "not-replaced"
        /// Signed in, and a person at another terminal is asked what may be replaced.
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
