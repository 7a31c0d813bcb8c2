import ArgumentParser
import Broker
import FarsignCore
import Session
import SignIn
import Text

struct LogoutCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Sign out on this machine.",
        discussion: "Signs out one profile, unless --session, --all or --revoke is given.")

    @Option(help: "The profile to sign out.")
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "Sign out of this session, which 'farsign sessions' lists, for every profile that uses it.",
            valueName: "arn"))
    var session: String?

    @Flag(help: "Sign out of every session that farsign opened.")
    var all = false

    @Flag(help: "Also revoke the tokens at AWS, for every profile that shares them.")
    var revoke = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let choices = [("--all", all), ("--profile", profile != nil), ("--session", session != nil)]
            .filter(\.1).map(\.0)
        guard choices.count < 2 else {
            throw UsageError(
                "\(choices.joined(separator: " and ")) cannot be used together", hint: "use only one of them")
        }
        let arn = try session.map { text throws(UsageError) in
            guard let arn = SessionARN(text) else {
                throw UsageError(
                    "'\(text.shown)' is not the ARN of a session", hint: "list the sessions with 'farsign sessions'")
            }
            return arn
        }
        try world.logins.sweep()
        let logout = Logout(finder: world.finder, service: world.service, stores: world.stores, person: world.person)
        let name = world.profileName(profile)
        let reports: [Logout.Report]
        do {
            reports =
                if let arn {
                    [try logout.session(arn, revoke: revoke)]
                } else {
                    all ? try logout.all(revoke: revoke) : [try logout.profile(name, revoke: revoke)]
                }
        } catch let error as SessionError {
            world.console.warn(error.summary)
            return .done
        }
        if reports.isEmpty { world.console.warn("there is no session to sign out of") }
        var status = ExitStatus.done
        for report in reports {
            say(report, world.console)
            if let failure = report.revokeFailure {
                world.console.report(failure)
                status = ExitStatus(failure)
            }
        }
        return status
    }

    private func say(_ report: Logout.Report, _ console: Console) {
        let profiles = report.profiles.isEmpty ? "" : " (\(Self.names(report.profiles)))"
        guard report.keptFor.isEmpty else {
            return console.notice(
                "Signed out \(Self.names(report.profiles)). The tokens of \(report.session) are kept for "
                    + "\(Self.names(report.keptFor)).")
        }
        let revoked = revoke && report.revokeFailure == nil ? ", and its tokens were revoked at AWS" : ""
        console.notice("Signed out \(report.session)\(profiles)\(revoked).")
    }

    private static func names(_ profiles: [String]) -> String {
        profiles.map { "profile \($0.shown)" }.joined(separator: ", ")
    }
}
