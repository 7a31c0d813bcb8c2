package import FoundationEssentials
import SignIn
import Text

/// Hands out credentials that are fresh, and records it. Whoever can refresh them does so before; see Vending in Broker.
package struct LiveVending: Sendable {
    private let finder: SessionFinder
    private let tokens: any TokenStore
    private let ledger: any Ledger
    private let actor: @Sendable () -> Actor
    private let now: @Sendable () -> Date
    private let warn: @Sendable (String) -> Void

    /// - Parameter warn: shows a sentence in the form of an error's summary to the person.
    package init(
        finder: SessionFinder, tokens: any TokenStore, ledger: any Ledger, actor: @escaping @Sendable () -> Actor,
        now: @escaping @Sendable () -> Date, warn: @escaping @Sendable (String) -> Void
    ) {
        self.finder = finder
        self.tokens = tokens
        self.ledger = ledger
        self.actor = actor
        self.now = now
        self.warn = warn
    }

    /// The session that a profile uses, as it is stored.
    package struct Held: Sendable {
        package let profile: String
        package let record: SessionRecord
        package let tokens: SessionTokens
    }

    /// Credentials that are handed to a caller.
    package struct Vended: Sendable {
        package let credentials: Credentials
        let profile: String
        let record: SessionRecord
        let refresh: LedgerEntry?

        /// - Parameter refresh: the entry of the refresh that made them, which is written with the vend.
        package init(_ credentials: Credentials, of held: Held, refresh: LedgerEntry? = nil) {
            self.credentials = credentials
            profile = held.profile
            record = held.record
            self.refresh = refresh
        }
    }

    /// - Throws: ``SessionError`` and ``ConfigError`` without a session; ``StateError`` for unreadable files.
    package func load(_ profile: String) throws -> Held {
        try load(profile, finder.session(of: profile))
    }

    /// Reads the tokens again.
    package func reload(_ held: Held) throws -> Held {
        try load(held.profile, held.record)
    }

    private func load(_ profile: String, _ record: SessionRecord) throws -> Held {
        guard let tokens = try tokens.load(record) else {
            throw SessionError(
                .noTokens, "profile \(profile.shown) is signed out: \(tokens.location(of: record).shown) is missing",
                hint: LoginHint.command(for: profile))
        }
        return Held(profile: profile, record: record.following(tokens), tokens: tokens)
    }

    /// Nil if the credentials have to be refreshed first.
    package func fresh(_ held: Held) -> Vended? {
        held.tokens.credentials.isFresh(at: now()) ? Vended(held.tokens.credentials, of: held) : nil
    }

    /// Records the vend in the history. It is called after the credentials were printed, so that a locked or full
    /// ledger causes a warning and a counted row, but never delays the answer.
    package func record(_ vended: Vended, format: CredentialFormat) {
        var actor = actor()
        if let user = vended.record.user { actor.user = user }
        var entry = vended.refresh ?? LedgerEntry(time: now(), durability: .normal)
        entry.events.append(
            AuditEvent(
                .vended, profile: vended.profile, session: vended.record.arn, actor: actor,
                detail: [
                    // CloudTrail names it in every event; it is no secret.
                    "access_key_id": .string(vended.credentials.accessKeyID),
                    "format": .string(format.rawValue), "region": JSONValue(vended.record.region?.name),
                    "credentials_expire_at": .string(RFC3339.seconds(vended.credentials.expiresAt)),
                ]))
        do {
            try ledger.write(entry)
        } catch {
            warn("this vend is not in the audit history: \(error.summary)")
        }
    }
}
