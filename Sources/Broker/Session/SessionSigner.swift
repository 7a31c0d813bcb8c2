import FarsignCore
import Session
import Text

/// The credentials of a session that sign requests to the sign-in service. They are refreshed first if they have
/// expired.
struct SessionSigner: Sendable {
    private let service: Service
    private let stores: Stores
    private let refresh: Refresh

    init(service: Service, stores: Stores, person: Person) {
        self.service = service
        self.stores = stores
        refresh = Refresh(service: service, stores: stores, person: person)
    }

    /// A session with usable credentials.
    struct Signing: Sendable {
        let record: SessionRecord
        let tokens: SessionTokens
        let caBundle: String?
    }

    /// - Parameter profile: the profile through which the session was found; its CA bundle is used.
    /// - Throws: ``SessionError/Code/noTokens``, or the error of a refresh.
    func session(_ record: SessionRecord, profile: String?) throws -> Signing {
        var tokens = try load(record)
        if !tokens.credentials.isUsable(at: service.surroundings.now()) {
            tokens = try stores.locks.hold(.session(record)) {
                try usable(load(record), of: record, profile: profile, obeysRules: true)
            }
        }
        return Signing(
            record: record.following(tokens), tokens: tokens, caBundle: try caBundle(record, profile: profile))
    }

    /// The caller holds the session's lock.
    ///
    /// - Parameter obeysRules: see ``Refresh``.
    func usable(
        _ held: SessionTokens, of record: SessionRecord, profile: String?, obeysRules: Bool
    ) throws -> SessionTokens {
        guard !held.credentials.isUsable(at: service.surroundings.now()) else { return held }
        let (tokens, entry) = try refresh(held, of: record, profile: profile, obeysRules: obeysRules)
        try stores.ledger.write(entry)
        return tokens
    }

    func caBundle(_ record: SessionRecord, profile: String?) throws -> String? {
        let sources = ProfileSources(
            config: try stores.config.config(), credentials: try stores.config.credentials(),
            variable: service.surroundings.variable)
        return sources.certificateBundle(profile: profile ?? "") ?? record.caBundle
    }

    private func load(_ record: SessionRecord) throws -> SessionTokens {
        guard let tokens = try stores.tokens.load(record) else {
            throw SessionError(
                .noTokens, "there are no tokens of \(record.arn) on this machine",
                hint: "sign in again with 'farsign login'")
        }
        return tokens
    }
}
