package import BrowserSignIn
package import FoundationEssentials
package import RelayProtocol
package import SignIn
import Text

/// A login that has been offered to a browser and not answered yet.
///
/// It is the only thing that can turn a reply into an ``AuthorizationCode``,
/// and it does so once: ``accept(_:)`` consumes it. A reply therefore cannot
/// reach the token endpoint without its state having been checked.
package struct PendingLogin: ~Copyable, Sendable {
    /// A person mistypes; somebody who guesses states does not get far.
    package static let repliesAllowed = 5
    /// The printed URL, and those that relays and browsers of our own were given.
    package static let attemptsAllowed = 8

    package let id: LoginID
    package let profile: Profile
    package let startedAt: Date
    /// RFC 6749 asks for short lives; the service's codes live about ten minutes.
    package let deadline: Date
    package var options: LoginOptions
    /// Replies that did not fit so far.
    package private(set) var refusals: Int
    /// Those whose code the service refused, by ``CodeReply/digest``: no code is sent twice.
    private(set) var refusedReplies: [String]
    /// A session that waits for a yes. No further reply is taken then.
    package private(set) var held: HeldSignIn?
    let key: DPoPKey
    /// The printed URL's is the first.
    package private(set) var attempts: [Attempt]

    package enum Acceptance: ~Copyable {
        /// The code, and the login that it was for, should the service refuse it.
        case accepted(AuthorizationCode, AnsweredLogin)
        case refused(Refusal)
    }

    /// What a reply that was not accepted has come to.
    package enum Refusal: ~Copyable {
        /// Still pending: ask again.
        case pending(PendingLogin, LoginError)
        /// Refused once too often, or denied in the browser.
        case over(LoginError)
    }

    /// A new login, with one cross-device attempt.
    package init(
        profile: Profile, options: LoginOptions, startedAt: Date, deadline: Date, randomBytes: (_ count: Int) -> [UInt8]
    ) {
        self.init(
            id: LoginID(random: randomBytes(6)), profile: profile, startedAt: startedAt, deadline: deadline,
            options: options, refusals: 0, key: DPoPKey(randomBytes: randomBytes),
            attempts: [Attempt(crossDeviceAt: profile.endpoint, randomBytes: randomBytes)])
    }

    init(
        id: LoginID, profile: Profile, startedAt: Date, deadline: Date, options: LoginOptions, refusals: Int,
        refusedReplies: [String] = [], held: HeldSignIn? = nil, key: DPoPKey, attempts: [Attempt]
    ) {
        self.id = id
        self.profile = profile
        self.startedAt = startedAt
        self.deadline = deadline
        self.options = options
        self.refusals = refusals
        self.refusedReplies = refusedReplies
        self.held = held
        self.key = key
        self.attempts = attempts
    }

    /// Where the person signs in: the first attempt's URL.
    package var authorizeURL: String {
        attempts[0].authorizeURL(at: profile.endpoint)
    }

    package func hasState(_ state: String) -> Bool {
        attempts.contains { $0.state == state }
    }

    /// A further attempt, for a browser whose reply comes to `address` of its own machine.
    ///
    /// - Throws: ``LoginError/Code/tooManyAttempts``.
    package mutating func offer(
        at address: CallbackAddress, to recipient: Attempt.Recipient, randomBytes: (_ count: Int) -> [UInt8]
    ) throws(LoginError) -> BrowserAttempt {
        guard attempts.count < Self.attemptsAllowed else {
            throw LoginError(
                .tooManyAttempts, "this login was offered \(Self.attemptsAllowed) times already",
                hint: "start again with 'farsign login'")
        }
        let attempt = Attempt(sameDeviceAt: address, for: recipient, randomBytes: randomBytes)
        attempts.append(attempt)
        return BrowserAttempt(url: attempt.authorizeURL(at: profile.endpoint), state: attempt.state)
    }

    /// Notes that the relay which was given URLs over `connection` is gone.
    package mutating func markGone(_ connection: ConnectionID) {
        for place in attempts.indices where attempts[place].recipient?.connection == connection {
            attempts[place].recipient?.isGone = true
        }
    }

    /// Ends an attempt that was offered to a browser. False for the printed URL's state, and for one of no attempt.
    package mutating func withdraw(_ state: String) -> Bool {
        guard let place = attempts.dropFirst().firstIndex(where: { $0.state == state }) else { return false }
        attempts.remove(at: place)
        return true
    }

    /// Checks the reply's state against every attempt.
    package consuming func accept(_ reply: CodeReply) -> Acceptance {
        guard let attempt = attempts.first(where: { $0.state == reply.state }) else {
            let error = LoginError(
                .stateMismatch, "that reply belongs to another sign-in",
                hint: "open the URL of this login, and paste the text that its confirmation page shows")
            return .refused(refuse(error))
        }
        if let digest = reply.digest, refusedReplies.contains(digest) {
            return .refused(
                refuse(
                    LoginError(
                        .codeRefused, "the service refused that code before, and it was not sent again",
                        hint: "the text may have lost its end: copy all of it, and paste it again")))
        }
        switch reply.answer {
        case .code(let code):
            let code = AuthorizationCode(code: code, attempt: attempt, key: key, endpoint: profile.endpoint)
            return .accepted(code, AnsweredLogin(self, reply: reply.digest))
        case .denied(let error):
            return .refused(
                .over(
                    LoginError(
                        .signInDenied, "the sign-in was denied in the browser: \(error)",
                        hint: "start again with 'farsign login'")))
        }
    }

    /// Counts a reply whose code the service refused. It is not sent again.
    fileprivate consuming func refuse(_ error: LoginError, digest: String?) -> Refusal {
        if let digest { refusedReplies.append(digest) }
        return refuse(error)
    }

    /// Keeps a session that was signed in until somebody has said yes to what it would replace.
    fileprivate mutating func hold(_ signIn: HeldSignIn) {
        held = signIn
    }

    /// Counts a reply that could not even be parsed.
    package consuming func refuse(_ error: LoginError) -> Refusal {
        refusals += 1
        guard refusals < Self.repliesAllowed else {
            return .over(
                LoginError(
                    .tooManyAttempts, "\(error.summary); that was the last of \(Self.repliesAllowed) tries",
                    hint: "start again with 'farsign login'"))
        }
        return .pending(self, error)
    }
}

/// A code whose state was checked, with all that redeems it. Made by
/// ``PendingLogin/accept(_:)`` alone, and consumed by the exchange.
package struct AuthorizationCode: ~Copyable, Sendable {
    let code: Secret<String>
    let attempt: Attempt
    let key: DPoPKey
    let endpoint: SignInEndpoint

    fileprivate init(code: Secret<String>, attempt: Attempt, key: DPoPKey, endpoint: SignInEndpoint) {
        self.code = code
        self.attempt = attempt
        self.key = key
        self.endpoint = endpoint
    }
}

/// A login whose reply was accepted: what stands for it while its code is redeemed. It takes no other reply, unless the
/// service turns out not to have taken the code.
package struct AnsweredLogin: ~Copyable, Sendable {
    package let id: LoginID
    package let profile: Profile
    package let options: LoginOptions
    package let deadline: Date
    /// Of the reply, see ``CodeReply/digest``.
    package let reply: String?
    private let login: PendingLogin

    fileprivate init(_ login: consuming PendingLogin, reply: String?) {
        (id, profile, options, deadline) = (login.id, login.profile, login.options, login.deadline)
        self.reply = reply
        self.login = login
    }

    /// The code was not sent: the same may come again.
    package consuming func unanswered() -> PendingLogin {
        login
    }

    /// The service refused the code, which is counted and never sent again.
    package consuming func refuse(_ error: LoginError) -> PendingLogin.Refusal {
        let reply = reply
        return login.refuse(error, digest: reply)
    }

    /// The code was redeemed, and the session waits for a person's yes to those conflicts.
    package consuming func holding(_ session: LoginSession, _ conflicts: [SignInConflict]) -> PendingLogin {
        let reply = reply
        var login = login
        login.hold(HeldSignIn(session: session, conflicts: conflicts, reply: reply))
        return login
    }
}
