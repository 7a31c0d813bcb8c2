package import BrowserSignIn
package import FarsignCore
import FoundationEssentials
package import RelayProtocol
import Session
package import SignIn
import Text

/// The operations of relays and of this machine's own browsers on pending logins.
extension Logins {
    /// The pending logins, oldest first. Overdue ones and unreadable files are left to ``sweep()``.
    package func waiting() throws -> [WaitingLogin] {
        try stores.pending.ids().compactMap { try? waiting($0) }.filter { $0.expiresAt > surroundings.now() }
            .sorted { ($0.startedAt, $0.id.text) < ($1.startedAt, $1.id.text) }
    }

    /// Returns nil for a login that has ended or needs no reply any more.
    package func waiting(_ id: LoginID) throws -> WaitingLogin? {
        guard let login = try load(id), login.held == nil else { return nil }
        return WaitingLogin(
            id: id, profile: login.profile.name, region: login.profile.region.name, startedAt: login.startedAt,
            expiresAt: login.deadline, unattended: login.options.unattended)
    }

    /// The relays and browsers that were given a URL, in that order; empty for a login that no longer waits.
    package func recipients(of id: LoginID) throws -> [Attempt.Recipient] {
        guard let login = try load(id), login.held == nil else { return [] }
        return login.attempts.compactMap(\.recipient)
    }

    /// - Parameter named: the login that must be waiting; any login if nil.
    /// - Throws: ``LoginError`` with `unknownLogin` or `loginOver` if no login waits for a reply.
    package func requireWaiting(_ named: LoginID?) throws {
        if let named {
            guard try waiting(named) != nil else { throw try overError(named) }
        } else if try waiting().isEmpty {
            throw LoginError(.unknownLogin, "no login waits for a reply", hint: "start one with 'farsign login'")
        }
    }

    /// Creates a URL with a new state for a browser that sends its reply to `address` on its own machine.
    ///
    /// - Throws: ``LoginError`` with `unknownLogin`, `loginOver` or `tooManyAttempts`.
    package func offer(_ id: LoginID, at address: CallbackAddress, to recipient: Attempt.Recipient) throws
        -> BrowserAttempt
    {
        try stores.configuration.rules().check(SignInMethod(recipient))
        return try change(id) { login in
            guard login.held == nil else { throw LoginError.alreadySignedIn(id) }
            return try login.offer(at: address, to: recipient, randomBytes: surroundings.randomBytes)
        }
    }

    /// Ends an attempt whose browser delivered an OAuth error, or whose state another party may know. The login still
    /// waits.
    ///
    /// - Throws: ``LoginError`` with `unknownLogin`, `loginOver`, or `stateMismatch` if no browser was given that
    ///   state.
    package func withdraw(_ id: LoginID, state: String, because reason: String, _ origin: ReplyOrigin) throws {
        var profile = ""
        try change(id) { login in
            guard login.withdraw(state) else {
                throw LoginError(.stateMismatch, "no browser of this login was given that state")
            }
            profile = login.profile.name
        }
        // Keep only OAuth's error codes and farsign's own; other text is not worth storing.
        let isWord = reason.utf8.count <= 40 && reason.wholeMatch(of: /[a-z_]+/) != nil
        let error = LoginError(.signInDenied, "the sign-in was denied in the browser")
        var event = refusal(error, id, profile, origin)
        event.detail["reason"] = .string(isWord ? reason : "unknown_error")
        try record([event])
    }

    /// Ends a login that the person at the relay refused.
    ///
    /// - Throws: ``LoginError`` with `unknownLogin` or `loginOver`.
    package func refuse(_ id: LoginID, _ origin: ReplyOrigin) throws {
        try stores.locks.hold(.login(id)) {
            guard let login = try load(id) else { throw try overError(id) }
            let error = LoginError(
                .refusedAtRelay, "the person at the relay refused this sign-in",
                hint: "if that was you, start again with 'farsign login'")
            try record([refusal(error, id, login.profile.name, origin)])
            _ = try end(id, error)
        }
    }

    /// Records in all logins that a relay has disconnected. Its reply is still accepted over another connection.
    func markGone(_ peer: RelayPeer) throws {
        guard let connection = peer.connection else { return }
        for login in try waiting()
        where try recipients(of: login.id).contains(where: { $0.isWaitedFor(over: connection) }) {
            try change(login.id) { $0.markGone(connection) }
        }
    }

    func change<Made>(_ id: LoginID, _ body: (inout PendingLogin) throws -> Made) throws -> Made {
        try stores.locks.hold(.login(id)) {
            guard var login = try load(id) else { throw try overError(id) }
            guard surroundings.now() < login.deadline else { throw try end(id, .deadlinePassed) }
            let made = try body(&login)
            try stores.pending.write(id, login.serialized())
            return made
        }
    }
}
