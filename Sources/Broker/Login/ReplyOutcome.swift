package import FarsignCore
package import SignIn

/// The result of a reply if its login did not fail.
package enum ReplyOutcome: Sendable {
    case signedIn(SignInResult)
    /// The session waits for the person's confirmation, or for the end of its login.
    case needsConfirmation([SignInConflict])
    /// The login waits for another reply.
    case refused(LoginError)
}
