package import BrowserSignIn
package import FarsignCore
import FoundationEssentials
package import RelayProtocol
package import SignIn
import Text

/// What relays and browsers of our own do with pending logins.
extension Logins {
    /// Oldest first. Those that are overdue, and files that cannot be read, are left to ``sweep()``.
    package func waiting() throws -> [WaitingLogin] {
        try stores.pending.ids().compactMap { try? waiting($0) }.filter { $0.expiresAt > surroundings.now() }
            .sorted { ($0.startedAt, $0.id.text) < ($1.startedAt, $1.id.text) }
    }

    /// Nil for a login that is over, or needs no reply any more.
    package func waiting(_ id: LoginID) throws -> WaitingLogin? {
        guard let login = try load(id), login.held == nil else { return nil }
        return WaitingLogin(
            id: id, profile: login.profile.name, region: login.profile.region.name, startedAt: login.startedAt,
            expiresAt: login.deadline, unattended: login.options.unattended)
    }

    /// Who was given a URL of its own, in that order; nobody for a login that does not wait any more.
    package func recipients(of id: LoginID) throws -> [Attempt.Recipient] {
        guard let login = try load(id), login.held == nil else { return [] }
        return login.attempts.compactMap(\.recipient)
    }

    /// - Parameter named: without it, any login will do.
    /// - Throws: ``LoginError`` with `unknownLogin` or `loginOver` where nothing waits for a reply.
    package func requireWaiting(_ named: LoginID?) throws {
        if let named {
            guard try waiting(named) != nil else { throw try overError(named) }
        } else if try waiting().isEmpty {
            throw LoginError(.unknownLogin, "no login waits for a reply", hint: "start one with 'farsign login'")
        }
    }

    /// A URL with a fresh state, for a browser whose reply comes to `address` of its own machine.
    ///
    /// - Throws: ``LoginError`` with `unknownLogin`, `loginOver` or `tooManyAttempts`.
    package func offer(_ id: LoginID, at address: CallbackAddress, to recipient: Attempt.Recipient) throws
        -> BrowserAttempt
    {
        try change(id) { login in
            guard login.held == nil else { throw LoginError.alreadySignedIn(id) }
            return try login.offer(at: address, to: recipient, randomBytes: surroundings.randomBytes)
        }
    }

    /// Ends an attempt whose browser brought an OAuth error, or whose state somebody else may know. The login waits on.
    ///
    /// - Throws: ``LoginError`` with `unknownLogin`, `loginOver`, or `stateMismatch` where no browser was given that state.
    package func withdraw(_ id: LoginID, state: String, because reason: String, _ origin: ReplyOrigin) throws {
        var profile = ""
        try change(id) { login in
            guard login.withdraw(state) else {
                throw LoginError(.stateMismatch, "that state belongs to no browser of this login")
            }
            profile = login.profile.name
        }
        // OAuth's words, and ours; anything else is not worth keeping.
        let isWord = reason.utf8.count <= 40 && reason.wholeMatch(of: /[a-z_]+/) != nil
        let error = LoginError(.signInDenied, "the sign-in was denied in the browser")
        var event = refusal(error, id, profile, origin)
        event.detail["reason"] = .string(isWord ? reason : "unknown_error")
        try record([event])
    }

    /// Ends a login that the person at the relay wants nothing of.
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

    /// Notes in all logins that the relay which was given a URL is gone. Its reply is still good, over another connection.
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
