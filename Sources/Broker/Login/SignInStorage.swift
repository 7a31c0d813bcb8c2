import FarsignCore
import FoundationEssentials
import Session
import SignIn
import Text

/// Stores a session after a sign-in: tokens, record, profile, history, binding.
///
/// A journal entry is written first and removed last. If the process is killed in between, the next command finds the
/// entry and finishes the work, or undoes it if the tokens were not saved yet.
struct SignInStorage: Sendable {
    let stores: Stores
    let lookup: SignInSessionLookup
    let now: @Sendable () -> Date
    let actor: @Sendable () -> Actor

    /// The caller holds the login's lock.
    ///
    /// - Throws: ``StateError`` if nothing was stored; ``ReportedError`` if the session is signed in, but its profile
    ///   or the history could not be written.
    func store(_ tokens: SessionTokens, _ entry: SignInJournalEntry) throws {
        try stores.signIns.write(entry)
        do {
            try stores.locks.hold(.session(entry.record)) {
                let old = try stores.records.record(of: entry.record.arn)
                if let old, old.tokenDirectory != entry.record.tokenDirectory { try stores.tokens.remove(old) }
                try stores.tokens.save(tokens, of: entry.record)
                do {
                    try stores.records.save(entry.record)
                } catch {
                    // No record refers to these tokens.
                    if old == nil { try? stores.tokens.remove(entry.record) }
                    throw error
                }
            }
        } catch {
            try? stores.signIns.remove(entry.login)
            throw error
        }
        // The session is stored, so nothing is lost if the process is killed while it asks.
        var entry = entry
        entry.signInSession = lookup(tokens, of: entry.record, profile: entry.binding.profile)
        if entry.signInSession != nil { try? stores.signIns.write(entry) }
        let problems = complete(entry)
        if let problem = problems.first { throw problem }
    }

    /// Finishes or undoes what killed processes had begun to store. Work of running processes is left alone.
    func finishOthers() throws {
        for login in try stores.signIns.logins() {
            do {
                try stores.locks.hold(.login(login), within: .zero) { _ in try finish(login) }
            } catch let error as StateError where error.code == .locked {
                continue
            }
        }
    }

    /// The caller holds the login's lock.
    func finish(_ login: LoginID) throws {
        // An unreadable entry cannot be finished.
        guard let entry = try stores.signIns.entry(of: login) else { return try stores.signIns.remove(login) }
        guard let tokens = try? stores.tokens.load(entry.record), entry.isOf(tokens) else {
            let error = LoginError(
                .interrupted, "farsign was terminated before it had stored the session",
                hint: "start again with 'farsign login'")
            try stores.ledger.write(
                LedgerEntry(
                    time: now(), changes: [.loginEnded(login, .failed(ReportedError(error)), reply: entry.reply)],
                    events: [event(.exchangeFailed, entry, error)]))
            return try stores.signIns.remove(login)
        }
        try stores.records.save(entry.record)
        _ = complete(entry)
    }

    /// Performs all steps even if one fails, because the session exists. The binding comes after the history, so that
    /// no credentials are handed out for a sign-in that is not recorded.
    ///
    /// - Returns: the errors of the failed steps.
    private func complete(_ entry: SignInJournalEntry) -> [ReportedError] {
        var problems: [ReportedError] = []
        func attempt(_ what: String, hint: (any ExplainedError) -> String?, _ body: () throws -> Void) -> Bool {
            do {
                try body()
                return true
            } catch {
                let error = error as? any ExplainedError ?? UnexpectedError(error)
                problems.append(
                    ReportedError(
                        ReportedCode(of: error), "signed in as \(entry.record.arn), but \(what): \(error.summary)",
                        hint: hint(error)))
                return false
            }
        }
        _ = attempt("profile \(entry.binding.profile.shown) is not changed", hint: { _ in byHand(entry) }) {
            try editProfile(entry)
        }
        let failure = problems.first
        let isRecorded = attempt("the sign-in is not in the history yet", hint: \.hint) {
            guard try stores.ledger.ending(of: entry.login) == nil else { return }
            try stores.ledger.write(try history(entry, failure))
        }
        let isBound = attempt("the profile's session could not be recorded", hint: \.hint) {
            try stores.records.save(entry.binding)
        }
        // Otherwise the next command tries again.
        if isRecorded, isBound { try? stores.signIns.remove(entry.login) }
        return problems
    }

    private func editProfile(_ entry: SignInJournalEntry) throws {
        let (profile, record) = (entry.binding.profile, entry.record)
        let region = try record.knownEndpoint().region
        let process = try CredentialProcess.line(executable: entry.executable, profile: profile)
        let credentials = try stores.config.credentials()
        try stores.config.edit { config in
            let hasRegion = [credentials, config].contains { $0.value("region", in: profile) != nil }
            switch entry.binding.integration {
            case .process:
                try config.set("credential_process", to: process, in: profile)
                try config.remove("login_session", in: profile)
            case .native:
                try config.set("login_session", to: record.arn.text, in: profile)
                try config.remove("credential_process", in: profile)
            }
            if !hasRegion || (entry.binding.integration == .native && entry.replace) {
                try config.set("region", to: region.name, in: profile)
            }
        }
    }

    /// The lines that are missing in the profile, and what works without them.
    private func byHand(_ entry: SignInJournalEntry) -> String? {
        let (profile, record) = (entry.binding.profile, entry.record)
        guard let process = try? CredentialProcess.line(executable: entry.executable, profile: profile),
            let header = try? AWSConfigFile.header(of: profile), let region = record.region
        else { return nil }
        let line =
            switch entry.binding.integration {
            case .process: "credential_process = \(process)"
            case .native: "login_session = \(record.arn)"
            }
        return "add '\(line)' and 'region = \(region)' to [\(header)] in \(stores.config.configPath.shown) "
            + "yourself; 'farsign credentials --profile \(profile.shown)' works already"
    }

    private func history(_ entry: SignInJournalEntry, _ failure: ReportedError?) throws -> LedgerEntry {
        let (record, expires) = (entry.record, entry.credentialsExpireAt)
        let region = try record.knownEndpoint().region
        var detail: [JSONName: JSONValue] = ["region": .string(region.name)]
        if let session = entry.signInSession { detail["signin_session"] = .string(session.text) }
        let outcome =
            failure.map(LoginOutcome.failed)
            ?? .signedIn(
                SignInResult(
                    session: record.arn, profile: entry.binding.profile, region: region, credentialsExpireAt: expires))
        return LedgerEntry(
            time: now(),
            changes: [
                .signedIn(record, credentialsExpireAt: expires), .bound(entry.binding),
                .loginEnded(entry.login, outcome, reply: entry.reply),
            ],
            events: [
                event(.signedIn, entry, nil, detail),
                event(.profileUpdated, entry, failure, ["integration": .string(entry.binding.integration.rawValue)]),
            ])
    }

    private func event(
        _ kind: AuditEvent.Kind, _ entry: SignInJournalEntry, _ error: (any ExplainedError)?,
        _ detail: [JSONName: JSONValue] = [:]
    ) -> AuditEvent {
        var detail = detail
        detail["login"] = .string(entry.login.text)
        if let error { detail["error"] = .string(error.code.rawValue) }
        return AuditEvent(
            kind, error == nil ? .ok : .failed, profile: entry.binding.profile, session: entry.record.arn,
            actor: actor(), detail: detail)
    }
}
