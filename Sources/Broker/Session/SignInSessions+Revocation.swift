import FarsignCore
import FoundationEssentials
import Session
package import SignIn
package import Text

extension SignInSessions {
    /// What became of one session that was to be ended at AWS.
    package struct Revocation: Sendable {
        package let session: SignInSessionARN
        /// Why AWS did not revoke it.
        package let failure: (any ExplainedError)?
        /// The identity whose tokens on this machine belong to the session.
        package let local: SessionARN?

        /// Whether AWS may have credentials of the session that are still valid.
        package var exists: Bool { (failure as? ServiceError)?.code != .sessionNotFound }
    }

    /// Ends sessions at AWS, each with the credentials of who signed in, else of whoever is signed in to its account.
    ///
    /// - Parameter profile: the profile whose credentials to use instead.
    /// - Throws: ``SessionError`` or ``ConfigError`` if the profile has no session; ``StateError``.
    package func revoke(_ sessions: [SignInSessionARN], profile: String?) throws -> [Revocation] {
        let known = try stores.ledger.knownSignIns()
        let named = try profile.map { name in Candidate(profile: name, record: try finder.session(of: name)) }
        var failures: [SignInSessionARN: any ExplainedError] = [:]
        for group in Group.all(sessions, known) {
            let candidates = try candidates(group, named)
            guard candidates.isEmpty else {
                failures.merge(revoke(group, with: candidates)) { $1 }
                continue
            }
            for arn in group.sessions { failures[arn] = Self.noCandidate(arn, named) }
            record(group.sessions, by: nil, failures)
        }
        return sessions.map { arn in
            // Without a session to ask with, nothing was tried.
            let isTried = !(failures[arn] is SessionError)
            return Revocation(
                session: arn, failure: failures[arn],
                local: isTried && known.isLast(arn) ? known[arn]?.identity : nil)
        }
    }

    /// Sessions that the same credentials can end at the same endpoint.
    private struct Group {
        var sessions: [SignInSessionARN]
        let account: String
        let region: Region
        /// Who signed in, if that is known here.
        let identity: SessionARN?

        static func all(_ sessions: [SignInSessionARN], _ known: KnownSignIns) -> [Group] {
            sessions.reduce(into: []) { groups, arn in
                let identity = known[arn]?.identity
                let index = groups.firstIndex {
                    ($0.account, $0.region, $0.identity) == (arn.account, arn.region, identity)
                }
                if let index {
                    groups[index].sessions.append(arn)
                } else {
                    groups.append(
                        Group(sessions: [arn], account: arn.account, region: arn.region, identity: identity))
                }
            }
        }
    }

    /// A session whose credentials may be allowed to end others.
    private struct Candidate {
        let profile: String?
        let record: SessionRecord
    }

    /// Without a profile: who signed in, then the profile that commands use without `--profile`, then all others.
    private func candidates(_ group: Group, _ named: Candidate?) throws -> [Candidate] {
        if let named { return named.record.arn.account == group.account ? [named] : [] }
        let usual = ProfileSources.profileName(flag: nil, variable: service.surroundings.variable)
        let records = try stores.records.records()
        var found = records.filter { $0.arn == group.identity }.map { Candidate(profile: nil, record: $0) }
        if let record = try? finder.session(of: usual) { found.append(Candidate(profile: usual, record: record)) }
        found += records.map { Candidate(profile: nil, record: $0) }
        var arns: Set<SessionARN> = []
        return found.filter { $0.record.arn.account == group.account && arns.insert($0.record.arn).inserted }
    }

    /// Returns the sessions that were not revoked, with the reasons.
    private func revoke(
        _ group: Group, with candidates: [Candidate]
    ) -> [SignInSessionARN: any ExplainedError] {
        var failures: [SignInSessionARN: any ExplainedError] = [:]
        var first: (plane: ControlPlane, identity: SessionARN)?
        var unusable: (any ExplainedError)?
        for candidate in candidates {
            let rest = group.sessions.filter { first == nil || failures[$0] != nil }
            guard !rest.isEmpty else { break }
            do {
                let signing = try signer.session(candidate.record, profile: candidate.profile)
                let plane = try ControlPlane(signing, region: group.region, service: service)
                let refused = revoke(rest, plane, nil, by: candidate.record.arn)
                failures = failures.filter { refused[$0.key] != nil }
                    .merging(refused) { old, new in Self.isNotFound(old) ? new : old }
                first = first ?? (plane, candidate.record.arn)
            } catch {
                unusable = unusable ?? error as? any ExplainedError ?? UnexpectedError(error)
            }
        }
        if first == nil { for arn in group.sessions { failures[arn] = unusable } }
        // AWS reports sessions of other identities as not found, unless all of the account is meant.
        let others = group.sessions.filter { failures[$0].map(Self.isNotFound) ?? false }
        if let first, !others.isEmpty {
            let principal = SignInPrincipal(accountOf: first.identity)
            let refused = revoke(others, first.plane, principal, by: first.identity)
            for arn in others {
                guard let error = refused[arn] else {
                    failures[arn] = nil
                    continue
                }
                if (error as? ServiceError)?.code != .permissionMissing { failures[arn] = error }
            }
        }
        record(group.sessions.filter { failures[$0] != nil }, by: first?.identity, failures)
        return failures
    }

    /// Returns the sessions that were not revoked, with the reasons. What was revoked is recorded at once.
    private func revoke(
        _ sessions: [SignInSessionARN], _ plane: ControlPlane, _ principal: SignInPrincipal?, by identity: SessionARN
    ) -> [SignInSessionARN: any ExplainedError] {
        var failures: [SignInSessionARN: any ExplainedError] = [:]
        for batch in sessions.batches(of: SignInSessionRequests.largestBatch) {
            do {
                let response = try plane.send(plane.requests.revoke(batch, principal: principal))
                let result = try RevokedSessions(response, of: batch, now: service.surroundings.now())
                failures.merge(result.failures) { $1 }
                record(batch.filter { result.revoked.contains($0) }, by: identity, [:])
            } catch {
                let error = error as? any ExplainedError ?? UnexpectedError(error)
                for arn in batch { failures[arn] = error }
            }
        }
        return failures
    }

    private func record(
        _ sessions: [SignInSessionARN], by identity: SessionARN?,
        _ failures: [SignInSessionARN: any ExplainedError]
    ) {
        let byCode = Dictionary(grouping: sessions) { failures[$0]?.code.rawValue }
        let events = byCode.sorted { ($0.key ?? "") < ($1.key ?? "") }.flatMap { code, sessions in
            sessions.batches(of: SignInSessionRequests.largestBatch).map { batch in
                var detail: [JSONName: JSONValue] = ["signin_sessions": .array(batch.map { .string($0.text) })]
                if let code { detail["error"] = .string(code) }
                return AuditEvent(
                    .revoked, code == nil ? .ok : .failed, session: identity, actor: person.actor(), detail: detail)
            }
        }
        guard !events.isEmpty else { return }
        do {
            try stores.ledger.write(LedgerEntry(time: service.surroundings.now(), events: events))
        } catch {
            person.warn("this revocation is not in the audit history: \(error.summary)")
        }
    }

    private static func isNotFound(_ error: any ExplainedError) -> Bool {
        (error as? ServiceError)?.code == .sessionNotFound
    }

    private static func noCandidate(_ arn: SignInSessionARN, _ named: Candidate?) -> SessionError {
        if let named {
            return SessionError(
                .noSession,
                "profile \(named.profile?.shown ?? "-") is signed in to account \(named.record.arn.account), and \(arn) is "
                    + "in another one", hint: "name a profile of account \(arn.account) with --profile")
        }
        return SessionError(
            .noSession, "no session here is signed in to account \(arn.account), so \(arn) cannot be revoked",
            hint: "sign in to that account with 'farsign login', or name a profile of it with --profile")
    }
}

extension Array {
    fileprivate func batches(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
