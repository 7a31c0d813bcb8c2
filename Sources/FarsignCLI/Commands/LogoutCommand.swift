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

    @Option(
        help: "The profile to sign out, or whose credentials end the sign-ins of --session.",
        completion: CompletedNames.profiles)
    var profile: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Sign out of these sessions, which 'farsign sessions' lists, for every profile that uses them. Sign-ins "
                + "that 'farsign sessions --aws' lists are ended at AWS.",
            valueName: "arn"), completion: CompletedNames.sessions)
    var session: [String] = []

    @Flag(help: "Sign out of every session that farsign opened.")
    var all = false

    @Flag(help: "Also revoke the tokens at AWS, for every profile that shares them.")
    var revoke = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let sessions = try LogoutSessions(session)
        let needsProfile = !sessions.atAWS.isEmpty
        let choices = [
            ("--all", all), ("--profile", profile != nil && !needsProfile), ("--session", !session.isEmpty),
        ].filter(\.1).map(\.0)
        guard choices.count < 2 else {
            throw UsageError(
                "\(choices.joined(separator: " and ")) cannot be used together", hint: "use only one of them")
        }
        try world.logins.sweep()
        let logout = Logout(finder: world.finder, service: world.service, stores: world.stores, person: world.person)
        guard session.isEmpty else { return try end(sessions, logout, in: world) }
        let reports: [Logout.Report]
        do {
            reports =
                all
                ? try logout.all(revoke: revoke)
                : [try logout.profile(world.profileName(profile), revoke: revoke)]
        } catch let error as SessionError {
            world.console.warn(error.summary)
            return .done
        }
        if reports.isEmpty { world.console.warn("there is no session to sign out of") }
        return reports.reduce(.done) { say($1, world.console) ?? $0 }
    }

    /// Ends sessions at AWS first, while their credentials are here, and then signs out of those that are here.
    private func end(_ sessions: LogoutSessions, _ logout: Logout, in world: World) throws -> ExitStatus {
        var status = ExitStatus.done
        let revocations =
            sessions.atAWS.isEmpty ? [] : try world.signInSessions.revoke(sessions.atAWS, profile: profile)
        for revocation in revocations {
            if let failure = revocation.failure {
                world.console.report(failure)
                status = ExitStatus(failure)
            } else {
                world.console.notice("Revoked \(revocation.session) at AWS.")
            }
        }
        for arn in sessions.here + revocations.compactMap(\.local).filter({ !sessions.here.contains($0) }) {
            do {
                if let failed = say(try logout.session(arn, revoke: revoke), world.console) { status = failed }
            } catch let error as SessionError {
                if sessions.here.contains(arn) { world.console.warn(error.summary) }
            }
        }
        let outside = revocations.filter(\.exists).map(\.session)
        if !outside.isEmpty {
            world.console.notice(
                "Credentials of these sessions that a program already has stay valid until they expire, for at most "
                    + "15 minutes. To deny them now, attach this policy to the identity:")
            try world.console.answer(DenyPolicy.json(for: outside).shown)
        }
        return status
    }

    /// Returns the status of a failed revocation.
    private func say(_ report: Logout.Report, _ console: Console) -> ExitStatus? {
        let profiles = report.profiles.isEmpty ? "" : " (\(Self.names(report.profiles)))"
        guard report.keptFor.isEmpty else {
            console.notice(
                "Signed out \(Self.names(report.profiles)). The tokens of \(report.session) are kept for "
                    + "\(Self.names(report.keptFor)).")
            return nil
        }
        let revoked = revoke && report.revokeFailure == nil ? ", and its tokens were revoked at AWS" : ""
        console.notice("Signed out \(report.session)\(profiles)\(revoked).")
        guard let failure = report.revokeFailure else { return nil }
        console.report(failure)
        return ExitStatus(failure)
    }

    private static func names(_ profiles: [String]) -> String {
        profiles.map { "profile \($0.shown)" }.joined(separator: ", ")
    }
}

/// The sessions of `--session`, without duplicates.
private struct LogoutSessions {
    /// By the ARNs of their identities.
    var here: [SessionARN] = []
    /// By AWS's own ARNs.
    var atAWS: [SignInSessionARN] = []

    init(_ texts: [String]) throws(UsageError) {
        for text in texts {
            if let arn = SignInSessionARN(text) {
                if !atAWS.contains(arn) { atAWS.append(arn) }
            } else if let arn = SessionARN(text), !Self.isOfSignIn(text) {
                if !here.contains(arn) { here.append(arn) }
            } else {
                throw UsageError(
                    "'\(text.shown)' is not the ARN of a session",
                    hint: "list the sessions with 'farsign sessions', or 'farsign sessions --aws'")
            }
        }
    }

    private static func isOfSignIn(_ text: String) -> Bool {
        text.split(separator: ":", omittingEmptySubsequences: false).dropFirst(2).first?.isExactly("signin") ?? false
    }
}
