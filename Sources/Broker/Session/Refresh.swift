import FarsignCore
import FoundationEssentials
import Session
import SignIn
import Text

/// Exchanges a session's refresh token for new credentials. The caller holds the session's lock.
struct Refresh: Sendable {
    private let service: TokenEndpoint
    private let tokens: any TokenStore
    private let config: any AWSConfigFiles
    private let configuration: any ConfigurationFiles
    private let records: any SessionRecords
    private let ledger: any Ledger
    private let actor: @Sendable () -> Actor
    private let surroundings: Surroundings
    private let warn: @Sendable (String) -> Void

    init(service: Service, stores: Stores, person: Person) {
        self.service = TokenEndpoint(
            transport: service.transport, surroundings: service.surroundings, warn: person.warn)
        tokens = stores.tokens
        config = stores.config
        configuration = stores.configuration
        records = stores.records
        ledger = stores.ledger
        actor = person.actor
        surroundings = service.surroundings
        warn = person.warn
    }

    /// Returns the new, saved tokens, and the ledger entry that the caller has to write.
    ///
    /// - Parameter obeysRules: false if the tokens are only used to end the session.
    /// - Throws: ``LoginErrorCode/forbiddenByRule`` or ``SessionErrorCode/tooOld`` for a session that a rule forbids;
    ///   ``ServiceError``, ``TransportError``, or ``StateError`` if the new refresh token could not be saved,
    ///   which is checked before the request.
    func callAsFunction(
        _ held: SessionTokens, of record: SessionRecord, profile: String?, obeysRules: Bool = true
    ) throws -> (SessionTokens, LedgerEntry) {
        do {
            if obeysRules { try checkRules(record.following(held), profile) }
            try tokens.checkWritable(in: record.tokenDirectory)
            return try exchange(held, of: record, profile: profile)
        } catch let error as ServiceError where error.code != .serviceUnavailable && error.code != .badReply {
            // An AWS tool that shares the session may have rotated the token.
            guard let again = try tokens.load(record), again.refreshToken != held.refreshToken else {
                throw failed(error, record, profile)
            }
            if again.credentials.isFresh(at: surroundings.now()) {
                return (again, LedgerEntry(time: surroundings.now(), durability: .normal))
            }
            do {
                if obeysRules { try checkRules(record.following(again), profile) }
                return try exchange(again, of: record, profile: profile)
            } catch let error as any ExplainedError {
                throw failed(error, record, profile)
            }
        } catch let error as any ExplainedError {
            throw failed(error, record, profile)
        }
    }

    private func checkRules(_ record: SessionRecord, _ profile: String?) throws {
        let rules = try configuration.rules()
        if let endpoint = record.endpoint {
            try rules.check(endpoint)
        } else if let region = record.region {
            try rules.check(region)
        }
        try rules.check(record.arn)
        try rules.checkAge(
            of: record.arn, signedInAt: record.signedInAt, now: surroundings.now(), profile: profile)
    }

    private func exchange(
        _ held: SessionTokens, of record: SessionRecord, profile: String?
    ) throws -> (SessionTokens, LedgerEntry) {
        let endpoint = try record.following(held).knownEndpoint()
        let request = TokenRequest(refreshing: held, at: endpoint)
        let reply = try service.refresh(request, caBundle: try caBundle(record, profile))
        var new = reply.refreshed(held, account: record.arn.account)
        // SDKs that do not support this member drop it.
        if new.signInRegion == nil, let opened = try records.record(of: record.arn) {
            new.signInRegion = opened.region.map { NamedRegion($0) }
        }
        do {
            try tokens.save(new, of: record)
        } catch {
            // The credentials are still valid, but the person will have to sign in again.
            warn("the session's new refresh token was lost: \(error.summary)")
        }
        let expires = new.credentials.expiresAt
        let event = AuditEvent(
            .refreshed, profile: profile, session: record.arn, actor: actor(),
            detail: [
                "region": .string(endpoint.region.name), "credentials_expire_at": .string(RFC3339.seconds(expires)),
            ])
        return (
            new,
            LedgerEntry(
                time: surroundings.now(), changes: [.refreshed(record.arn, credentialsExpireAt: expires)],
                events: [event])
        )
    }

    /// The caller's environment comes first, then the profile's setting, then the bundle with which the session was
    /// opened.
    private func caBundle(_ record: SessionRecord, _ profile: String?) throws -> String? {
        let sources = ProfileSources(
            config: try config.config(), credentials: try config.credentials(), variable: surroundings.variable)
        return sources.certificateBundle(profile: profile ?? "") ?? record.caBundle
    }

    /// Records the failure in the history and returns the error.
    private func failed(_ error: any ExplainedError, _ record: SessionRecord, _ profile: String?) -> any Error {
        var entry = LedgerEntry(
            time: surroundings.now(),
            events: [
                AuditEvent(
                    .refreshFailed, .failed, profile: profile, session: record.arn, actor: actor(),
                    detail: ["error": .string(error.code.rawValue)])
            ])
        if let error = error as? ServiceError, error.endsSession { entry.changes = [.expired(record.arn)] }
        do {
            try ledger.write(entry)
        } catch {
            warn("this failure is not in the audit history: \(error.summary)")
        }
        guard let error = error as? ServiceError, error.endsSession, let profile else { return error }
        return error.hinting(LoginHint.command(for: profile))
    }
}
