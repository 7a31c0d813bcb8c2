import ArgumentParser
import Broker
import FarsignCore
import Session
import SignIn
import Text

struct SessionsCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "List this machine's sessions, including those that were signed out.")

    @Flag(help: "List the sign-ins that AWS knows for this identity, and whether the history here knows them.")
    var aws = false

    @Flag(help: "With --aws: the sign-ins of all identities in the account.")
    var account = false

    @Option(help: "With --aws: the profile whose identity asks.", completion: CompletedNames.profiles)
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "With --aws: known are the sign-ins of all histories in this store, s3://BUCKET/PREFIX or a folder.",
            valueName: "store"))
    var from: String?

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let needAWS = [("--account", account), ("--profile", profile != nil), ("--from", from != nil)].filter(\.1).map(
            \.0)
        guard aws || needAWS.isEmpty else {
            throw UsageError(
                "\(needAWS.joined(separator: " and ")) cannot be used without --aws",
                hint: "add --aws to list the sign-ins that AWS knows")
        }
        try world.logins.sweep()
        if aws { return try listAWS(in: world) }
        let sessions = try world.stores.ledger.sessions()
        if json {
            try world.console.answer(JSONValue.array(sessions.map(\.json)).shown)
        } else if sessions.isEmpty {
            world.console.notice("There are no sessions yet. Start with 'farsign login --profile NAME'.")
        } else if let screen = world.console.screen {
            try world.console.answer(try Self.text(sessions, on: screen, in: world))
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
