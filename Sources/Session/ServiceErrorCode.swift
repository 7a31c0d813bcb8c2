import Text

/// What the sign-in service refused or failed to do. FarsignCore has the error, which needs the reply; the ledger and
/// lock files keep its code.
package enum ServiceErrorCode: String, ErrorCode, CaseIterable {
    case sessionOver = "session-over"
    case codeExpired = "code-expired"
    case credentialsChanged = "credentials-changed"
    case permissionMissing = "permission-missing"
    case requestRefused = "request-refused"
    case sessionNotFound = "session-not-found"
    case serviceUnavailable = "service-unavailable"
    case badReply = "bad-service-reply"
}
