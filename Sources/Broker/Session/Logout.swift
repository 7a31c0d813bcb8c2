import FarsignCore
import FoundationEssentials
package import SignIn
package import Text

/// Takes sessions off this machine, and where asked ends them at AWS.
package struct Logout: Sendable {
    private let finder: SessionFinder
    private let service: Service
    private let stores: Stores
    private let person: Person
    private let refresh: Refresh

    package init(finder: SessionFinder, service: Service, stores: Stores, person: Person) {
        self.finder = finder
        self.service = service
        self.stores = stores
        self.person = person
        refresh = Refresh(service: service, stores: stores, person: person)
    }

    /// What became of one session.
    package struct Report: Sendable {
        package let session: SessionARN
        /// Profiles that are signed out.
        package let profiles: [String]
        /// Other profiles that still use the session, whose tokens therefore stay.
        package let keptFor: [String]
        /// Why AWS did not end the tokens; they are gone from here all the same.
        package let revokeFailure: (any ExplainedError)?
    }

    /// Signs one profile out. The tokens stay while another profile shares them, unless they are revoked.
    ///
    /// - Throws: ``SessionError/Code/noSession`` where there is nothing to sign out of.
    package func profile(_ profile: String, revoke: Bool) throws -> Report {
        while true {
            let found = try finder.session(of: profile)
            let report = try stores.locks.hold(.session(found)) { () throws -> Report? in
                // Who shares it is known only now: until then others signed in and out.
                guard try finder.session(of: profile) == found else { return nil }
                let sharing = try stores.profiles(of: found.arn).filter { $0 != profile }
                guard sharing.isEmpty || revoke else { return try leave(found, profile, to: sharing) }
                return try end(found, profiles: [profile] + sharing, revoke: revoke)
            }
            if let report { return report }
        }
    }

    /// Signs out of every session that farsign opened.
    package func all(revoke: Bool) throws -> [Report] {
        try stores.records.records().compactMap { record in
            try stores.locks.hold(.session(record)) {
                guard try stores.records.record(of: record.arn) == record else { return nil }
                return try end(record, profiles: stores.profiles(of: record.arn), revoke: revoke)
            }
        }
    }

    /// The history comes first: killed after it, the profile is signed in still, and its next vend says so.
    private func leave(_ record: SessionRecord, _ profile: String, to sharing: [String]) throws -> Report {
        let written = Result { try write(record, [profile], tokensRemoved: false) }
        try stores.records.removeBinding(of: profile)
        // A `login_session` whose tokens stay has to go, or the profile would go on working.
        try stores.config.edit { config in
            if config.value("login_session", in: profile) == record.arn.text {
                try config.remove("login_session", in: profile)
            }
        }
        try written.get()
        return Report(session: record.arn, profiles: [profile], keptFor: sharing, revokeFailure: nil)
    }

    /// A profile keeps its lines in the AWS config, so that tools say how to sign in again. The record goes last, and not
    /// before the history knows: while it is there, the next command goes on.
    private func end(_ record: SessionRecord, profiles: [String], revoke: Bool) throws -> Report {
        var failure: (any ExplainedError)?
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
        var events: [AuditEvent] = []
        if revoke, !held.isNone {
            events.append(
                AuditEvent(
                    .revoked, failure == nil ? .ok : .failed, session: record.arn, actor: person.actor(),
                    detail: failure.map { ["error": .string($0.code.rawValue)] } ?? [:]))
        }
        let written = Result { try write(record, profiles, tokensRemoved: true, after: events) }
        for profile in profiles { try stores.records.removeBinding(of: profile) }
        try written.get()
        try stores.records.removeRecord(of: record.arn)
        return Report(session: record.arn, profiles: profiles, keptFor: [], revokeFailure: failure)
    }

    private func write(
        _ record: SessionRecord, _ profiles: [String], tokensRemoved: Bool, after events: [AuditEvent] = []
    ) throws {
        try stores.ledger.write(
            .signedOut(
                record, profiles: profiles, tokensRemoved: tokensRemoved, time: service.surroundings.now(),
                actor: person.actor(), after: events))
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
}

extension Result where Success == SessionTokens? {
    /// Whether there is nothing, not even an error.
    fileprivate var isNone: Bool {
        if case .success(nil) = self { true } else { false }
    }
}
