public import FarsignCore
import FoundationEssentials

/// Takes sessions off this machine, and where asked ends them at AWS.
public struct Logout: Sendable {
    private let finder: SessionFinder
    private let service: Service
    private let stores: Stores
    private let person: Person
    private let refresh: Refresh

    public init(finder: SessionFinder, service: Service, stores: Stores, person: Person) {
        self.finder = finder
        self.service = service
        self.stores = stores
        self.person = person
        refresh = Refresh(finder: finder, service: service, stores: stores, person: person)
    }

    /// What became of one session.
    public struct Report: Sendable {
        public let session: SessionARN
        /// Profiles that are signed out.
        public let profiles: [String]
        /// Other profiles that still use the session, whose tokens therefore stay.
        public let keptFor: [String]
        /// Why AWS did not end the tokens; they are gone from here all the same.
        public let revokeFailure: (any ExplainedError)?
    }

    /// Signs one profile out. The tokens stay while another profile shares them, unless they are revoked.
    ///
    /// - Throws: ``SessionError/Code/noSession`` where there is nothing to sign out of.
    public func profile(_ profile: String, revoke: Bool) throws -> Report {
        let record = try finder.session(of: profile)
        let sharing = try profiles(of: record.arn).filter { $0 != profile }
        guard sharing.isEmpty || revoke else {
            try forget([profile], of: record, andConfigLine: true)
            try recordSignOut(record, [profile], tokensRemoved: false, revoked: nil)
            return Report(session: record.arn, profiles: [profile], keptFor: sharing, revokeFailure: nil)
        }
        return try end(record, profiles: [profile] + sharing, revoke: revoke)
    }

    /// Signs out of every session that farsign opened.
    public func all(revoke: Bool) throws -> [Report] {
        try stores.records.records().map { record in
            try end(record, profiles: profiles(of: record.arn), revoke: revoke)
        }
    }

    private func end(_ record: SessionRecord, profiles: [String], revoke: Bool) throws -> Report {
        var failure: (any ExplainedError)?
        let hadTokens = try stores.locks.hold(.session(record)) {
            // Unreadable tokens are removed as well; they only cannot be revoked.
            let held = Result { try stores.tokens.load(record) }
            if revoke {
                do {
                    if let tokens = try held.get() { try self.revoke(tokens, record) }
                } catch let error as any ExplainedError {
                    failure = error
                }
            }
            try stores.tokens.remove(record)
            try stores.records.removeRecord(of: record.arn)
            try forget(profiles, of: record, andConfigLine: false)
            if case .success(nil) = held { return false }
            return true
        }
        let revoked: AuditEvent.Outcome? = revoke && hadTokens ? (failure == nil ? .ok : .failed) : nil
        try recordSignOut(record, profiles, tokensRemoved: true, revoked: revoked, failure: failure)
        return Report(session: record.arn, profiles: profiles, keptFor: [], revokeFailure: failure)
    }

    private func profiles(of session: SessionARN) throws -> [String] {
        let config = try stores.config.config()
        let native = config.profiles.filter { config.value("login_session", in: $0) == session.text }
        let bound = try stores.records.bindings().filter { $0.session == session }.map(\.profile)
        return native + bound.filter { !native.contains($0) }
    }

    /// A profile keeps its lines in the AWS config, so that tools say how to sign in again; a `login_session` whose
    /// tokens stay has to go, or the profile would go on working.
    private func forget(_ profiles: [String], of record: SessionRecord, andConfigLine: Bool) throws {
        for profile in profiles {
            try stores.records.removeBinding(of: profile)
            guard andConfigLine else { continue }
            try stores.config.edit { config in
                if config.value("login_session", in: profile) == record.arn.text {
                    try config.remove("login_session", in: profile)
                }
            }
        }
    }

    /// The request is signed with the session's own credentials, which are refreshed for it where they have run out.
    private func revoke(_ held: SessionTokens, _ record: SessionRecord) throws {
        var tokens = held
        if !held.credentials.isUsable(at: service.surroundings.now()) {
            let (new, entry) = try refresh(held, of: record, profile: nil)
            try stores.ledger.write(entry)
            tokens = new
        }
        let sources = ProfileSources(
            config: try stores.config.config(), credentials: try stores.config.credentials(),
            variable: service.surroundings.variable)
        let caBundle = sources.certificateBundle(profile: "") ?? record.caBundle
        let response = try service.transport.send(
            try RevokeRequest.http(tokens, session: record, caBundle: caBundle))
        guard response.status == 200 else { throw ServiceError(response, now: service.surroundings.now()) }
    }

    private func recordSignOut(
        _ record: SessionRecord, _ profiles: [String], tokensRemoved: Bool, revoked: AuditEvent.Outcome?,
        failure: (any ExplainedError)? = nil
    ) throws {
        let actor = person.actor()
        var events: [AuditEvent] = []
        if let revoked {
            let detail: [JSONName: JSONValue] = failure.map { ["error": .string($0.name)] } ?? [:]
            events.append(AuditEvent(.revoked, revoked, session: record.arn, actor: actor, detail: detail))
        }
        for profile in profiles.isEmpty ? [nil] : profiles.map(Optional.some) {
            events.append(
                AuditEvent(
                    .signedOut, profile: profile, session: record.arn, actor: actor,
                    detail: ["tokens_removed": .bool(tokensRemoved)]))
        }
        var changes = profiles.map { LedgerEntry.Change.signedOut(profile: $0) }
        if tokensRemoved { changes.append(.tokensRemoved(record.arn)) }
        try stores.ledger.write(LedgerEntry(time: service.surroundings.now(), changes: changes, events: events))
    }
}
