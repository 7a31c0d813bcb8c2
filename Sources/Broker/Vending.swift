public import FarsignCore
import FoundationEssentials

/// Hands out a session's current credentials, refreshing them first where
/// needed: one process refreshes, whoever else waits finds the new ones.
public struct Vending: Sendable {
    let finder: SessionFinder
    let tokens: any TokenStore
    let locks: any Locks
    let ledger: any Ledger
    let actor: @Sendable () -> Actor
    let now: @Sendable () -> Date
    let refresh: Refresh
    let warn: @Sendable (String) -> Void

    public init(finder: SessionFinder, service: Service, stores: Stores, person: Person) {
        self.finder = finder
        tokens = stores.tokens
        locks = stores.locks
        ledger = stores.ledger
        actor = person.actor
        now = service.surroundings.now
        warn = person.warn
        refresh = Refresh(finder: finder, service: service, stores: stores, person: person)
    }

    /// Credentials on their way to a caller.
    public struct Vended: Sendable {
        public let credentials: Credentials
        let profile: String
        let record: SessionRecord
        let refresh: LedgerEntry?
    }

    /// - Throws: ``SessionError`` and ``ConfigError`` with no session, ``ServiceError`` or ``TransportError`` where a
    ///   refresh fails and what is left of the credentials would not last, ``StateError`` for unreadable tokens.
    public func credentials(for profile: String) throws -> Vended {
        let found = try finder.session(of: profile)
        let held = try load(found, profile)
        let record = found.following(held)
        if held.credentials.isFresh(at: now()) {
            return Vended(credentials: held.credentials, profile: profile, record: record, refresh: nil)
        }
        do {
            return try locks.hold(.session(record)) { try refreshed(record, profile) }
        } catch {
            // Nothing to be done about it by signing in: what is left serves for a request or two.
            guard held.credentials.isUsable(at: now()), !Self.endsSession(error),
                let error = error as? any ExplainedError
            else { throw error }
            warn("cannot refresh: \(error.summary)")
            return Vended(credentials: held.credentials, profile: profile, record: record, refresh: nil)
        }
    }

    /// Writes the vend into the history. Called once the credentials are out: a ledger that is locked or full costs
    /// a warning and a counted row, never the answer.
    public func record(_ vended: Vended, format: CredentialFormat) {
        var entry = vended.refresh ?? LedgerEntry(time: now(), durability: .normal)
        entry.changes.append(
            .vended(
                profile: vended.profile, vended.record, credentialsExpireAt: vended.credentials.expiresAt))
        entry.events.append(
            AuditEvent(
                .vended, profile: vended.profile, session: vended.record.arn, actor: actor(),
                detail: [
                    "format": .string(format.rawValue),
                    "credentials_expire_at": .string(RFC3339.seconds(vended.credentials.expiresAt)),
                ]))
        do {
            try ledger.write(entry)
        } catch {
            warn("this vend is not in the audit history: \(error.summary)")
        }
    }

    private func refreshed(_ record: SessionRecord, _ profile: String) throws -> Vended {
        let held = try load(record, profile)
        if held.credentials.isFresh(at: now()) {
            return Vended(credentials: held.credentials, profile: profile, record: record, refresh: nil)
        }
        let (tokens, entry) = try refresh(held, of: record, profile: profile)
        return Vended(credentials: tokens.credentials, profile: profile, record: record, refresh: entry)
    }

    private func load(_ record: SessionRecord, _ profile: String) throws -> SessionTokens {
        guard let held = try tokens.load(record) else {
            throw SessionError(
                .noTokens, "profile \(profile.shown) is signed out: \(tokens.location(of: record).shown) is missing",
                hint: LoginCommand.hint(profile))
        }
        return held
    }

    private static func endsSession(_ error: any Error) -> Bool {
        switch error {
        case let error as ServiceError: error.code != .serviceUnavailable && error.code != .badReply
        case is TransportError, is StateError: false
        default: true
        }
    }
}
