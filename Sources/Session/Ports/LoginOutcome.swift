package import SignIn

/// A login that has ended.
package struct EndedLogin: Sendable, Hashable {
    package let outcome: LoginOutcome
    /// The digest of the reply that ended it; nil if no reply did.
    package let reply: String?

    package init(outcome: LoginOutcome, reply: String?) {
        self.outcome = outcome
        self.reply = reply
    }
}

/// How a login ended, for the processes that were waiting for it.
package enum LoginOutcome: Sendable, Hashable {
    case signedIn(SignInResult)
    /// The error that ended the login.
    case failed(ReportedError)
}
