import FarsignCore
import FoundationEssentials
package import Session
import SignIn
import Text

/// Hands out a session's current credentials and refreshes them first if necessary. Only one process refreshes; the
/// others wait and use its result.
package struct Vending: Sendable {
    private let live: LiveVending
    private let locks: any Locks
    private let now: @Sendable () -> Date
    private let refresh: Refresh
    private let warn: @Sendable (String) -> Void

    package init(finder: SessionFinder, service: Service, stores: Stores, person: Person) {
        live = LiveVending(
            finder: finder, tokens: stores.tokens, ledger: stores.ledger, actor: person.actor,
            now: service.surroundings.now, warn: person.warn)
        locks = stores.locks
        now = service.surroundings.now
        refresh = Refresh(service: service, stores: stores, person: person)
        warn = person.warn
    }

    /// How long a caller whose credentials are still usable waits for another process's refresh.
    private static let shortWait = Duration.seconds(2)
    /// How long a caller without usable credentials waits; a refresh takes no longer.
    private static let longestWait = Duration.seconds(30)

    /// - Throws: ``SessionError`` and ``ConfigError`` without a session; ``ServiceError``, ``TransportError`` or
    ///   ``ReportedError`` if a refresh fails and the remaining lifetime is too short; ``StateError`` for unreadable
    ///   tokens.
    package func credentials(for profile: String) throws -> LiveVending.Vended {
        let held = try live.load(profile)
        if let vended = live.fresh(held) { return vended }
        let credentials = held.tokens.credentials
        let limit = credentials.isUsable(at: now()) ? Self.shortWait : Self.longestWait
        do {
            return try locks.hold(.session(held.record), within: limit) { try refreshed(held, $0) }
        } catch let error as any ExplainedError {
            guard credentials.isUsable(at: now()), !Self.endsVending(error) else { throw error }
            let advice = Self.passes(error) ? nil : error.hint
            warn("cannot refresh: \(error.summary)" + (advice.map { "; \($0)" } ?? ""))
            return LiveVending.Vended(credentials, of: held)
        }
    }

    /// Records the vend in the history, after the credentials were printed.
    package func record(_ vended: LiveVending.Vended, format: CredentialFormat) {
        live.record(vended, format: format)
    }

    /// One process sends the request. Processes that waited for it use its result, tokens or error.
    private func refreshed(_ before: LiveVending.Held, _ lock: any HeldLock) throws -> LiveVending.Vended {
        let held = try live.reload(before)
        if let vended = live.fresh(held) { return vended }
        if let failure = lock.message().flatMap(ReportedError.init(message:)) { throw failure.of(held.profile) }
        do {
            let (tokens, entry) = try refresh(held.tokens, of: before.record, profile: held.profile)
            return LiveVending.Vended(tokens.credentials, of: before, refresh: entry)
        } catch let error as any ExplainedError {
            lock.leave(ReportedError(error).message)
            throw error
        }
    }

    /// Whether credentials must not be handed out any more even if they have not expired: the password changed,
    /// somebody signed out, or a rule forbids the session.
    private static func endsVending(_ error: any ExplainedError) -> Bool {
        switch ReportedCode(of: error) {
        case .session, .service(.credentialsChanged), .login(.forbiddenByRule): true
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
