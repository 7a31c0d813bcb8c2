import FarsignCore
import FoundationEssentials
package import Session
package import SignIn
package import Text

/// The pending logins, from the first URL to the session. Any process may take the reply to any of them: the state is
/// on disk, and one lock per login decides which process proceeds.
package struct Logins: Sendable {
    let exchange: LoginExchange
    let storage: SignInStorage
    let sessions: SessionSweep
    let stores: Stores
    let surroundings: Surroundings
    let actor: @Sendable () -> Actor
    /// Shows a warning to the person.
    let warn: @Sendable (String) -> Void

    package init(service: Service, stores: Stores, person: Person) {
        exchange = LoginExchange(service: service, stores: stores, person: person)
        storage = SignInStorage(
            stores: stores, lookup: SignInSessionLookup(service: service, config: stores.config, note: person.note),
            now: service.surroundings.now, actor: person.actor)
        sessions = SessionSweep(stores: stores, now: service.surroundings.now, actor: person.actor)
        self.stores = stores
        surroundings = service.surroundings
        actor = person.actor
        warn = person.warn
    }

    /// Starts a login. Everything that would prevent storing its session is checked now, before the person is sent to
    /// a browser.
    package func begin(_ request: LoginRequest) throws -> LoginOffer {
        let rules = try stores.configuration.rules()
        try check(request, rules)
        try sweep()
        let config = try stores.config.config()
        let sources = ProfileSources(
            config: config, credentials: try stores.config.credentials(), variable: surroundings.variable,
            endpointURL: surroundings.endpointURL, caBundle: request.options.caBundle)
        let endpoint = try sources.endpoint(for: request.region, profile: request.profile)
        try rules.check(endpoint)
        try check(request, sources)
        try exchange.check(endpoint, caBundle: sources.certificateBundle(profile: request.profile))

        let now = surroundings.now()
        let login = PendingLogin(
            profile: Profile(name: request.profile, endpoint: endpoint), options: request.options,
            startedAt: now, deadline: now.addingTimeInterval(Double(request.timeout)),
            randomBytes: surroundings.randomBytes)
        let offer = LoginOffer(
            id: login.id, url: rules.allows(.paste) ? login.authorizeURL : nil, profile: request.profile,
            region: endpoint.region,
            deadline: login.deadline)
        try stores.pending.write(login.id, login.serialized())
        let started = LedgerEntry(
            time: now,
            changes: [
                .loginStarted(offer.id, profile: offer.profile, region: offer.region, expiresAt: offer.deadline)
            ],
            events: [
                event(
                    .loginStarted, .ok, offer.id, profile: offer.profile,
                    ["region": .string(offer.region.name), "expires_at": .string(RFC3339.seconds(offer.deadline))])
            ], durability: .normal)
        do {
            try stores.ledger.write(started)
        } catch {
            // Nobody will see its URL.
            try? stores.pending.remove(offer.id)
            throw error
        }
        return offer
    }

    /// Finds the pending login by the reply's state. A reply that belongs to none is recorded in the history too.
    ///
    /// - Throws: ``LoginError/Code/unknownLogin``, or the error of an invalid reply.
    package func find(_ reply: Result<CodeReply, LoginError>, _ origin: ReplyOrigin) throws -> LoginID {
        do {
            let parsed = try reply.get()
            for id in try stores.pending.ids() {
                if hasState(parsed.state, id) { return id }
            }
            throw LoginError(
                .unknownLogin, "no login waits for that reply: it has ended, or another user or machine started it",
                hint: "start again with 'farsign login'")
        } catch let error as LoginError {
            let detail = origin.detail.merging(["error": .string(error.code.rawValue)]) { $1 }
            try record([AuditEvent(.replyRefused, .failed, actor: actor(), detail: detail)])
            throw error
        }
    }

    /// Takes a reply for the login: checks it and, if it is valid, redeems its code and stores the session.
    ///
    /// - Parameters:
    ///   - reply: the reply, or the error of an invalid one, which counts as a wrong reply.
    ///   - canAsk: whether the caller can ask a person what the session may replace; see ``confirm(_:)``.
    /// - Throws: the error that ended the login; ``LoginError/Code/confirmationNeeded`` if a person is asked
    ///   elsewhere.
    package func take(
        _ reply: Result<CodeReply, LoginError>, _ origin: ReplyOrigin, for id: LoginID, canAsk: Bool = false
    ) throws -> ReplyOutcome {
        // Read before the code is used up.
        let rules = try stores.configuration.rules()
        return try stores.locks.hold(.login(id)) {
            guard let login = try load(id) else { throw try overError(id) }
            let profile = login.profile.name
            guard surroundings.now() < login.deadline else { throw try end(id, .deadlinePassed) }
            guard login.held == nil else { throw LoginError.alreadySignedIn(id) }
            try record([event(.replyReceived, .ok, id, profile: profile, origin.detail)])
            if let error = broken(rules, by: reply, origin, to: login) {
                try record([refusal(error, id, profile, origin)])
                return .refused(error)
            }

            let acceptance: PendingLogin.Acceptance =
                switch reply {
                case .success(let parsed): login.accept(parsed)
                case .failure(let error): .refused(login.refuse(error))
                }
            switch consume acceptance {
            case .refused(.pending(let login, let error)):
                try stores.pending.write(id, login.serialized())
                try record([refusal(error, id, profile, origin)])
                return .refused(error)
            case .refused(.over(let error)):
                try record([refusal(error, id, profile, origin)])
                throw try end(id, error)
            case .accepted(let code, let login):
                return try redeem(code, login, origin, rules, canAsk: canAsk)
            }
        }
    }

    /// Ends a login without a reply. Returns false if another process has just ended it; that outcome counts.
    @discardableResult
    package func end(_ id: LoginID, because error: any ExplainedError) throws -> Bool {
        try stores.locks.hold(.login(id)) {
            guard stores.pending.exists(id) else { return false }
            try forget(id, error)
            return true
        }
    }

    package func isPending(_ id: LoginID) -> Bool {
        stores.pending.exists(id)
    }

    /// How a login ended. Waits for a process that is ending it.
    package func outcome(of id: LoginID) throws -> LoginOutcome? {
        try ending(of: id)?.outcome
    }

    /// The same, with the digest of the reply that ended the login.
    func ending(of id: LoginID) throws -> EndedLogin? {
        try stores.locks.hold(.login(id)) {
            // The process that took the reply may have been killed.
            try storage.finish(id)
            return try stores.ledger.ending(of: id)
        }
    }

    /// Finishes the work of killed processes and removes what they, overdue logins and unused sessions left behind.
    /// An unreadable file is removed once no login could be that old.
    package func sweep() throws {
        try stores.config.finishEdit()
        try storage.finishOthers()
        try sessions.run()
        try stores.pending.removeLeftovers()
        for id in try stores.pending.ids() {
            if let deadline = deadline(of: id) {
                if surroundings.now() >= deadline { try end(id, because: LoginError.deadlinePassed) }
            } else if let written = stores.pending.written(id),
                surroundings.now() >= written.addingTimeInterval(Self.longestLife)
            {
                // A file that cannot be removed must not prevent a sign-in.
                _ = try? end(id, because: LoginError.deadlinePassed)
            }
        }
    }

    /// The maximum of `--timeout`, and the lifetime of a code at the service.
    private static let longestLife: TimeInterval = 600

    /// Returns nil if the file does not exist or is not a valid login.
    private func deadline(of id: LoginID) -> Date? {
        do { return try load(id)?.deadline } catch { return nil }
    }

    /// An unreadable file must not prevent a reply that belongs to another login.
    private func hasState(_ state: String, _ id: LoginID) -> Bool {
        do {
            guard let login = try load(id) else { return false }
            return login.hasState(state)
        } catch {
            return false
        }
    }

    func load(_ id: LoginID) throws -> PendingLogin? {
        guard let file = try stores.pending.read(id) else { return nil }
        return PendingLogin(serialized: file)
    }

    /// The caller holds the login's lock.
    func end(_ id: LoginID, _ error: LoginError) throws -> LoginError {
        try forget(id, error)
        return error
    }

    private func forget(_ id: LoginID, _ error: any ExplainedError) throws {
        let profile = try? load(id)?.profile.name
        try stores.pending.remove(id)
        try stores.ledger.write(
            LedgerEntry(
                time: surroundings.now(), changes: [.loginEnded(id, .failed(ReportedError(error)), reply: nil)],
                events: [ended(error, id, profile)]))
    }

    func ended(_ error: any ExplainedError, _ id: LoginID, _ profile: String?) -> AuditEvent {
        event(.loginEnded, .failed, id, profile: profile, ["error": .string(error.code.rawValue)])
    }

    func overError(_ id: LoginID) throws -> LoginError {
        switch try stores.ledger.ending(of: id)?.outcome {
        case .signedIn(let result):
            LoginError(.loginOver, "login \(id) has ended: it signed in \(result.session)")
        case .failed(let error):
            LoginError(.loginOver, "login \(id) has ended: \(error.summary)", hint: error.hint)
        case nil:
            LoginError(.unknownLogin, "unknown login \(id)", hint: "start again with 'farsign login'")
        }
    }

    func record(_ events: [AuditEvent]) throws {
        try stores.ledger.write(LedgerEntry(time: surroundings.now(), events: events))
    }

    func refusal(_ error: LoginError, _ id: LoginID, _ profile: String, _ origin: ReplyOrigin) -> AuditEvent {
        event(
            .replyRefused, .failed, id, profile: profile,
            origin.detail.merging(["error": .string(error.code.rawValue)]) { $1 })
    }

    func event(
        _ kind: AuditEvent.Kind, _ outcome: AuditEvent.Outcome, _ id: LoginID, profile: String?,
        _ detail: [JSONName: JSONValue]
    ) -> AuditEvent {
        AuditEvent(
            kind, outcome, profile: profile, actor: actor(),
            detail: detail.merging(["login": .string(id.text)]) { $1 })
    }
}

extension LoginError {
    package static var deadlinePassed: LoginError {
        LoginError(
            .deadlinePassed, "no reply came before the login's deadline", hint: "start again with 'farsign login'")
    }

    static func alreadySignedIn(_ id: LoginID) -> LoginError {
        LoginError(
            .confirmationNeeded, "login \(id) has signed in and waits for an answer at another terminal",
            hint: "answer the question at the terminal where 'farsign login' waits")
    }
}
