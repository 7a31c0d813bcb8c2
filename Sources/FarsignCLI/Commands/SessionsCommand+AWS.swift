import Broker
import FarsignCore
import SignIn
import Text

extension SessionsCommand {
    /// `farsign sessions --aws`
    func listAWS(in world: World) throws -> ExitStatus {
        let listing = try world.signInSessions.list(profile: world.profileName(profile), account: account)
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
