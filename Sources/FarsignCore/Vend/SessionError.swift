package import Text

/// No session to vend from: the person has to sign in.
package typealias SessionError = CodedError<SessionErrorCode>

/// See ``SessionError``.
package enum SessionErrorCode: String, ErrorCode, CaseIterable {
    case noSession = "no-session"
    case noTokens = "no-tokens"
}
