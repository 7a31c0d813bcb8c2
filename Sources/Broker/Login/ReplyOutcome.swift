package import FarsignCore
package import SignIn

/// A reply's effect on its login, where the login did not fail.
package enum ReplyOutcome: Sendable {
    case signedIn(SignInResult)
    /// The session waits for a yes, or for its login's end.
    case needsConfirmation([SignInConflict])
    /// The login waits for another reply.
    case refused(LoginError)
}
