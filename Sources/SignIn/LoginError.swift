package import Text

/// The reason why a login did not lead to a session.
package typealias LoginError = CodedError<LoginErrorCode>

/// Stable names. Tests and the ledger compare these, never the text.
package enum LoginErrorCode: String, ErrorCode, CaseIterable {
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
    /// A rule of the administrator of this machine.
    case forbiddenByRule = "forbidden-by-rule"
}
