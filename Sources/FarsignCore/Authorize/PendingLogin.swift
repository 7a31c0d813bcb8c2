package import BrowserSignIn
package import FoundationEssentials
package import RelayProtocol
import Session
package import SignIn
import Text

/// A login for which authorize URLs exist and no reply has been accepted yet.
///
/// Only this type can turn a reply into an ``AuthorizationCode``, and only once, because ``accept(_:)`` consumes it.
/// A reply therefore cannot reach the token endpoint unless its state was checked.
package struct PendingLogin: ~Copyable, Sendable {
    /// The maximum number of wrong replies: enough for typing errors, too few to guess a state.
    package static let repliesAllowed = 5
    /// The maximum number of URLs: the printed one and those for relays and browsers.
    package static let attemptsAllowed = 8

    package let id: LoginID
    package let profile: Profile
    package let startedAt: Date
    /// RFC 6749 asks for short lifetimes; the service's codes are valid for about ten minutes.
    package let deadline: Date
    package var options: LoginOptions
    /// The number of wrong replies so far.
    package private(set) var refusals: Int
    /// The digests (``CodeReply/digest``) of replies whose code the service refused. No code is sent twice.
    private(set) var refusedReplies: [String]
    /// A completed sign-in that waits for confirmation. No further reply is accepted meanwhile.
    package private(set) var held: HeldSignIn?
    let key: DPoPKey
    /// The first attempt is the printed URL.
    package private(set) var attempts: [Attempt]

    package enum Acceptance: ~Copyable {
        /// The code, and its login in case the service refuses the code.
        case accepted(AuthorizationCode, AnsweredLogin)
        case refused(Refusal)
    }

    /// The effect of a reply that was not accepted.
    package enum Refusal: ~Copyable {
        /// The login is still pending: ask again.
        case pending(PendingLogin, LoginError)
        /// The login has ended: too many wrong replies, or the sign-in was denied in the browser.
        case over(LoginError)
    }

    /// Creates a login with one cross-device attempt.
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

    /// The URL that the person opens: the first attempt's.
    package var authorizeURL: String {
        attempts[0].authorizeURL(at: profile.endpoint)
    }

    package func hasState(_ state: String) -> Bool {
        attempts.contains { $0.state == state }
    }

    /// How the reply with that state was meant to come; nil for an unknown state.
    package func method(of state: String) -> SignInMethod? {
        attempts.first { $0.state == state }.map { SignInMethod($0.recipient) }
    }

    /// Adds an attempt for a browser that sends its reply to `address` on its own machine.
    ///
    /// - Throws: ``LoginError/Code/tooManyAttempts``.
    package mutating func offer(
        at address: CallbackAddress, to recipient: Attempt.Recipient, randomBytes: (_ count: Int) -> [UInt8]
    ) throws(LoginError) -> BrowserAttempt {
        guard attempts.count < Self.attemptsAllowed else {
            throw LoginError(
                .tooManyAttempts, "this login already has \(Self.attemptsAllowed) URLs, the maximum",
                hint: "start again with 'farsign login'")
        }
        let attempt = Attempt(sameDeviceAt: address, for: recipient, randomBytes: randomBytes)
        attempts.append(attempt)
        return BrowserAttempt(url: attempt.authorizeURL(at: profile.endpoint), state: attempt.state)
    }

    /// Records that the relay on `connection` has disconnected.
    package mutating func markGone(_ connection: ConnectionID) {
        for place in attempts.indices where attempts[place].recipient?.connection == connection {
            attempts[place].recipient?.isGone = true
        }
    }

    /// Ends an attempt of a relay or a browser. Returns false for the printed URL's state and for an unknown state.
    package mutating func withdraw(_ state: String) -> Bool {
        guard let place = attempts.dropFirst().firstIndex(where: { $0.state == state }) else { return false }
        attempts.remove(at: place)
        return true
    }

    /// Compares the reply's state with every attempt.
    package consuming func accept(_ reply: CodeReply) -> Acceptance {
        guard let attempt = attempts.first(where: { $0.state == reply.state }) else {
            let error = LoginError(
                .stateMismatch, "that reply belongs to another sign-in",
                hint: "open the URL of this login and paste the text that its confirmation page shows")
            return .refused(refuse(error))
        }
        if let digest = reply.digest, refusedReplies.contains(digest) {
            return .refused(
                refuse(
                    LoginError(
                        .codeRefused, "the service already refused that code, so farsign did not send it again",
                        hint: "the text may be incomplete: copy all of it and paste it again")))
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

    /// Counts a reply whose code the service refused, so that the code is not sent again.
    fileprivate consuming func refuse(_ error: LoginError, digest: String?) -> Refusal {
        if let digest { refusedReplies.append(digest) }
        return refuse(error)
    }

    /// Stores a completed sign-in until the person has confirmed what it would replace.
    fileprivate mutating func hold(_ signIn: HeldSignIn) {
        held = signIn
    }

    /// Counts a reply that could not be parsed.
    package consuming func refuse(_ error: LoginError) -> Refusal {
        refusals += 1
        guard refusals < Self.repliesAllowed else {
            return .over(
                LoginError(
                    .tooManyAttempts, "\(error.summary); this was the last of \(Self.repliesAllowed) attempts",
                    hint: "start again with 'farsign login'"))
        }
        return .pending(self, error)
    }
}

/// An authorization code whose state was checked, with everything needed to redeem it. Only
/// ``PendingLogin/accept(_:)`` creates it, and the exchange consumes it.
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

/// A login whose reply was accepted and whose code is being redeemed. It accepts no other reply, unless the service
/// did not use up the code.
package struct AnsweredLogin: ~Copyable, Sendable {
    package let id: LoginID
    package let profile: Profile
    package let options: LoginOptions
    package let deadline: Date
    /// The digest of the reply; see ``CodeReply/digest``.
    package let reply: String?
    private let login: PendingLogin

    fileprivate init(_ login: consuming PendingLogin, reply: String?) {
        (id, profile, options, deadline) = (login.id, login.profile, login.options, login.deadline)
        self.reply = reply
        self.login = login
    }

    /// The code was not sent, so the same reply is accepted again.
    package consuming func unanswered() -> PendingLogin {
        login
    }

    /// The service refused the code. It is counted and never sent again.
    package consuming func refuse(_ error: LoginError) -> PendingLogin.Refusal {
        let reply = reply
        return login.refuse(error, digest: reply)
    }

    /// The code was redeemed, and the session waits until the person has confirmed these conflicts.
    package consuming func holding(_ session: LoginSession, _ conflicts: [SignInConflict]) -> PendingLogin {
        let reply = reply
        var login = login
        login.hold(HeldSignIn(session: session, conflicts: conflicts, reply: reply))
        return login
    }
}
