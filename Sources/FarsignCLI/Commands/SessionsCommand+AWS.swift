import Broker
import FarsignCore
import FoundationEssentials
import History
import Session
import SignIn
import Synchronization
import Text

extension SessionsCommand {
    /// `farsign sessions --aws`
    func listAWS(in world: World) throws -> ExitStatus {
        let listing = try world.signInSessions.list(
            profile: world.profileName(profile), account: account, elsewhere: try signInsElsewhere(in: world))
        let sessions = listing.sessions
        if json {
            let values = sessions.map { $0.json(known: listing.known[$0.arn]) }
            try world.console.answer(JSONValue.array(values).shown)
        } else if sessions.isEmpty {
            let whose = account ? "account \(listing.identity.account)" : listing.identity.text
            world.console.notice("AWS knows no sign-in session of \(whose).")
        } else {
            var header = ["SESSION", "CLIENT", "ISSUED", "EXPIRES", "LAST USED", "KNOWN HERE"]
            if account { header.append("IDENTITY") }
            let rows = sessions.map { session in
                let known = listing.known[session.arn]
                let row = [
                    session.arn.text, session.clientType ?? "-", RFC3339.seconds(session.issuedAt),
                    RFC3339.seconds(session.expiresAt), session.lastUsedAt.map(RFC3339.seconds) ?? "-",
                    known.map { $0.profile ?? "yes" } ?? "unknown",
                ]
                return (account ? row + [session.principal] : row).map(\.shown)
            }
            try world.console.answer(Table(header: header, rows: rows).text)
        }
        let unknown = sessions.count { listing.known[$0.arn] == nil }
        if unknown > 0, !json { world.console.notice(Self.advice(unknown)) }
        return .done
    }

    /// The sign-ins of a fleet's histories.
    private func signInsElsewhere(in world: World) throws -> [AuditRecord] {
        guard let from else { return [] }
        let objects = try StoreOptions().objects(from, common, in: world)
        let found = Mutex<[AuditRecord]>([])
        let progress = Progress(world)
        defer { progress.end() }
        let check = FleetCheck(objects, now: world.service.surroundings.now(), silentAfter: .infinity)
        _ = try check.run(
            visit: { _, line in
                guard line.isSignIn, let record = AuditRecord(canonical: line.canonical) else { return }
                found.withLock { $0.append(record) }
            },
            progress: { progress.show("Reading", $0, of: $1) })
        return found.withLock { $0.sorted { $0.time < $1.time } }
    }

    private static func advice(_ unknown: Int) -> String {
        (unknown == 1 ? "1 of these sign-ins is" : "\(unknown) of these sign-ins are")
            + " not in the history here: somebody signed in elsewhere, or with another tool. "
            + "End a session with 'farsign logout --session ARN'."
    }
}

extension SignInSession {
    fileprivate func json(known: KnownSignIns.SignIn?) -> JSONValue {
        .object([
            "signin_session": .string(arn.text), "account": .string(arn.account), "identity": .string(principal),
            "role": JSONValue(role), "status": JSONValue(status), "client_type": JSONValue(clientType),
            "client_id": JSONValue(clientID), "issued_at": .string(RFC3339.seconds(issuedAt)),
            "expires_at": .string(RFC3339.seconds(expiresAt)),
            "last_used_at": JSONValue(lastUsedAt.map(RFC3339.seconds)), "issued_in_region": JSONValue(issuedInRegion),
            "user_agent": JSONValue(userAgent), "origin_session": JSONValue(origin), "known": .bool(known != nil),
            "profile": JSONValue(known?.profile), "session": JSONValue(known?.identity?.text),
        ])
    }
}
