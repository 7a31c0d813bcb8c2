package import FarsignCore
import FoundationEssentials
import Text

/// Hands out a session's current credentials and refreshes them first if necessary. Only one process refreshes; the
/// others wait and use its result.
package struct Vending: Sendable {
    let finder: SessionFinder
    let tokens: any TokenStore
    let locks: any Locks
    let ledger: any Ledger
    let actor: @Sendable () -> Actor
    let now: @Sendable () -> Date
    let refresh: Refresh
    let warn: @Sendable (String) -> Void

    package init(finder: SessionFinder, service: Service, stores: Stores, person: Person) {
        self.finder = finder
        tokens = stores.tokens
        locks = stores.locks
        ledger = stores.ledger
        actor = person.actor
        now = service.surroundings.now
        warn = person.warn
        refresh = Refresh(service: service, stores: stores, person: person)
    }

    /// Credentials that are handed to a caller.
    package struct Vended: Sendable {
        package let credentials: Credentials
        let profile: String
        let record: SessionRecord
        let refresh: LedgerEntry?
    }

    /// How long a caller whose credentials are still usable waits for another process's refresh.
    private static let shortWait = Duration.seconds(2)
    /// How long a caller without usable credentials waits; a refresh takes no longer.
    private static let longestWait = Duration.seconds(30)

    /// - Throws: ``SessionError`` and ``ConfigError`` without a session; ``ServiceError``, ``TransportError`` or
    ///   ``ReportedError`` if a refresh fails and the remaining lifetime is too short; ``StateError`` for unreadable
    ///   tokens.
    package func credentials(for profile: String) throws -> Vended {
        let found = try finder.session(of: profile)
        let held = try load(found, profile)
        let record = found.following(held)
        if held.credentials.isFresh(at: now()) {
            return Vended(credentials: held.credentials, profile: profile, record: record, refresh: nil)
        }
        let limit = held.credentials.isUsable(at: now()) ? Self.shortWait : Self.longestWait
        do {
            return try locks.hold(.session(record), within: limit) { try refreshed(record, profile, $0) }
        } catch let error as any ExplainedError {
            guard held.credentials.isUsable(at: now()), !Self.endsVending(error) else { throw error }
            let advice = Self.passes(error) ? nil : error.hint
            warn("cannot refresh: \(error.summary)" + (advice.map { "; \($0)" } ?? ""))
            return Vended(credentials: held.credentials, profile: profile, record: record, refresh: nil)
        }
    }

    /// Records the vend in the history. It is called after the credentials were printed, so that a locked or full
    /// ledger causes a warning and a counted row, but never delays the answer.
    package func record(_ vended: Vended, format: CredentialFormat) {
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

    /// One process sends the request. Processes that waited for it use its result, tokens or error.
    private func refreshed(_ record: SessionRecord, _ profile: String, _ lock: any HeldLock) throws -> Vended {
        let held = try load(record, profile)
        if held.credentials.isFresh(at: now()) {
            return Vended(credentials: held.credentials, profile: profile, record: record, refresh: nil)
        }
        if let failure = lock.message().flatMap(ReportedError.init(message:)) { throw failure.of(profile) }
        do {
            let (tokens, entry) = try refresh(held, of: record, profile: profile)
            return Vended(credentials: tokens.credentials, profile: profile, record: record, refresh: entry)
        } catch let error as any ExplainedError {
            lock.leave(ReportedError(error).message)
            throw error
        }
    }

    private func load(_ record: SessionRecord, _ profile: String) throws -> SessionTokens {
        guard let held = try tokens.load(record) else {
            throw SessionError(
                .noTokens, "profile \(profile.shown) is signed out: \(tokens.location(of: record).shown) is missing",
                hint: LoginHint.command(for: profile))
        }
        return held
    }

    /// Whether credentials must not be handed out any more even if they have not expired: the password changed, or
    /// somebody signed out.
    private static func endsVending(_ error: any ExplainedError) -> Bool {
        switch ReportedCode(of: error) {
        case .session, .service(.credentialsChanged): true
        default: false
        }
    }

    /// Whether the error may disappear when the request is tried again.
    private static func passes(_ error: any ExplainedError) -> Bool {
        switch ReportedCode(of: error) {
        case .transport, .service(.serviceUnavailable), .service(.badReply): true
        default: false
        }
    }
}

extension ReportedError {
    /// The hint about an ended session names the caller's own profile.
    fileprivate func of(_ profile: String) -> ReportedError {
        switch code {
        case .service(.sessionOver), .service(.credentialsChanged):
            ReportedError(code, summary, hint: LoginHint.command(for: profile))
        default: self
        }
    }
}
