import ArgumentParser
import Broker
import Session
import SignIn
import Text

struct SessionsCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "List this machine's sessions, including those that were signed out.")

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        try world.logins.sweep()
        let sessions = try world.stores.ledger.sessions()
        if json {
            try world.console.answer(JSONValue.array(sessions.map(\.json)).shown)
        } else if sessions.isEmpty {
            world.console.notice("There are no sessions yet. Start with 'farsign login --profile NAME'.")
        } else {
            let rows = sessions.map { session in
                [
                    session.profile?.shown ?? "-", session.status.rawValue, session.session.text,
                    session.region?.name ?? "-",
                    session.lastVendedAt.map(RFC3339.seconds) ?? "never", String(session.vendCount),
                ]
            }
            try world.console.answer(
                Table(header: ["PROFILE", "STATUS", "SESSION", "REGION", "LAST VENDED", "VENDS"], rows: rows).text)
        }
        return .done
    }
}

extension SessionSummary {
    fileprivate var json: JSONValue {
        .object([
            "profile": JSONValue(profile), "session": .string(session.text), "account": .string(session.account),
            "region": JSONValue(region?.name), "integration": JSONValue(integration?.rawValue),
            "status": .string(status.rawValue), "signed_in_at": JSONValue(signedInAt.map(RFC3339.seconds)),
            "credentials_expire_at": JSONValue(credentialsExpireAt.map(RFC3339.seconds)),
            "refresh_count": .integer(refreshCount), "vend_count": .integer(vendCount),
            "last_vended_at": JSONValue(lastVendedAt.map(RFC3339.seconds)),
        ])
    }
}
