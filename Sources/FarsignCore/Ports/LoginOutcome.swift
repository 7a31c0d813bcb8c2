package import SignIn

/// A login that is over.
package struct EndedLogin: Sendable, Hashable {
    package let outcome: LoginOutcome
    /// Digest of the reply that ended it; nil where none did.
    package let reply: String?

    package init(outcome: LoginOutcome, reply: String?) {
        self.outcome = outcome
        self.reply = reply
    }
}

/// How a login ended, for the processes that were waiting for it.
package enum LoginOutcome: Sendable, Hashable {
    case signedIn(SignInResult)
    /// The error that ended it.
    case failed(ReportedError)
}
