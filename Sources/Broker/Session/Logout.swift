import FarsignCore
import FoundationEssentials
package import Session
package import SignIn
package import Text

/// Removes sessions from this machine and, on request, revokes them at AWS.
package struct Logout: Sendable {
    private let finder: SessionFinder
    private let service: Service
    private let stores: Stores
    private let person: Person
    private let signer: SessionSigner

    package init(finder: SessionFinder, service: Service, stores: Stores, person: Person) {
        self.finder = finder
        self.service = service
        self.stores = stores
        self.person = person
        signer = SessionSigner(service: service, stores: stores, person: person)
    }

    /// The result for one session.
    package struct Report: Sendable {
        package let session: SessionARN
        /// Profiles that were signed out.
        package let profiles: [String]
        /// Other profiles that still use the session, whose tokens are therefore kept.
        package let keptFor: [String]
        /// The reason why AWS did not revoke the tokens. They are removed from this machine anyway.
        package let revokeFailure: (any ExplainedError)?
    }

    /// Signs one profile out. The tokens are kept while another profile shares them, unless they are revoked.
    ///
    /// - Throws: ``SessionError/Code/noSession`` if there is no session.
    package func profile(_ profile: String, revoke: Bool) throws -> Report {
        while true {
            let found = try finder.session(of: profile)
            let report = try stores.locks.hold(.session(found)) { () throws -> Report? in
                // Only under the lock is it certain which profiles share the session.
                guard try finder.session(of: profile) == found else { return nil }
                let sharing = try stores.profiles(of: found.arn).filter { $0 != profile }
                guard sharing.isEmpty || revoke else { return try leave(found, profile, to: sharing) }
                return try end(found, profiles: [profile] + sharing, revoke: revoke)
            }
            if let report { return report }
        }
    }

    /// Signs out of a session, whoever opened it and whichever profiles use it.
    ///
    /// - Throws: ``SessionError/Code/noSession`` if this machine has neither its tokens nor a record of it.
    package func session(_ arn: SessionARN, revoke: Bool) throws -> Report {
        let record = try finder.session(arn)
        return try stores.locks.hold(.session(record)) {
            guard try stores.records.record(of: arn) != nil || stores.tokens.load(record) != nil else {
                throw SessionError(
                    .noSession, "there are no tokens of \(arn) on this machine",
                    hint: "list the sessions with 'farsign sessions'")
            }
            return try end(record, profiles: stores.profiles(of: arn), revoke: revoke)
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

    /// The history is written first. If the process is killed afterwards, the profile is still signed in, and its
    /// next vend records that.
    private func leave(_ record: SessionRecord, _ profile: String, to sharing: [String]) throws -> Report {
        let written = Result { try write(record, [profile], tokensRemoved: false) }
        try stores.records.removeBinding(of: profile)
        // A `login_session` must be removed, because the profile would otherwise keep working with the remaining
        // tokens.
        try stores.config.edit { config in
            if config.value("login_session", in: profile) == record.arn.text {
                try config.remove("login_session", in: profile)
            }
        }
        try written.get()
        return Report(session: record.arn, profiles: [profile], keptFor: sharing, revokeFailure: nil)
    }

    /// The profile keeps its lines in the AWS config, so that AWS tools say how to sign in again. The record is
    /// removed last and after the history was written, because the next command continues as long as it exists.
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

    /// The request is signed with the session's own credentials, which are refreshed first if they have expired.
    private func revoke(_ held: SessionTokens, _ record: SessionRecord) throws {
        let tokens = try signer.usable(held, of: record, profile: nil, obeysRules: false)
        let request = try RevokeRequest.http(
            tokens, session: record, caBundle: signer.caBundle(record, profile: nil))
        let response = try service.transport.send(request)
        guard response.status == 200 else {
            throw ServiceError(response, of: .revokeToken, now: service.surroundings.now())
        }
    }
}

extension Result where Success == SessionTokens? {
    /// Whether there are no tokens and no error.
    fileprivate var isNone: Bool {
        if case .success(nil) = self { true } else { false }
    }
}
