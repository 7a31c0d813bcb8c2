package import Text

/// There is no session to take credentials from; the person has to sign in.
package typealias SessionError = CodedError<SessionErrorCode>

/// See ``SessionError``.
package enum SessionErrorCode: String, ErrorCode, CaseIterable {
    case noSession = "no-session"
    case noTokens = "no-tokens"
    /// Older than a rule of the administrator allows.
    case tooOld = "session-too-old"
}
