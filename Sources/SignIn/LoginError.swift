package import Text

/// A login that did not come to a session.
package typealias LoginError = CodedError<LoginErrorCode>

/// Stable names: tests and the ledger compare these, never prose.
package enum LoginErrorCode: String, ErrorCode, CaseIterable {
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
