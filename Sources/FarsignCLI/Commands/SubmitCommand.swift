import ArgumentParser
import Broker
import FarsignCore
import RelayProtocol
import SignIn
import Text

struct SubmitCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Finish a pending login with a reply read from stdin.",
        discussion: """
            The reply is the text that the confirmation page shows, or the URL that the browser was redirected to. \
            From a workstation: 'pbpaste | ssh HOST farsign submit'.
            """)

    @Option(help: "The id of the pending login. By default, farsign finds it by the state in the reply.")
    var login: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let named = try login.map { login throws(UsageError) in
            guard let id = LoginID(login) else {
                throw UsageError("'\(login.shown)' is not a login id", hint: "a login id has 12 hexadecimal digits")
            }
            return id
        }
        let origin = ReplyOrigin(.submit)
        let logins = world.logins
        try logins.sweep()
        // Do not ask a person for a reply if no login is pending. A piped reply is always recorded in the history.
        if world.console.readLine != nil { try logins.requireWaiting(named) }
        let reply = try reply(in: world)
        let id = try named ?? logins.find(reply, origin)
        let result =
            switch try logins.take(reply, origin, for: id, canAsk: world.console.readLine != nil) {
            case .refused(let error): throw error
            case .signedIn(let result): result
            case .needsConfirmation(let conflicts): try ask(conflicts, id, in: world)
            }
        try LoginReport(json: json, console: world.console).signedIn(result, id)
        return .done
    }

    private func ask(_ conflicts: [SignInConflict], _ id: LoginID, in world: World) throws -> SignInResult {
        for conflict in conflicts {
            world.console.say("\(conflict.fact): \(conflict.question) [y/N] ")
            guard ["y", "yes"].contains(world.console.readLine?()?.lowercased()) else {
                let error = LoginError.notReplaced(conflicts)
                try world.logins.end(id, because: error)
                throw error
            }
        }
        return try world.logins.confirm(id)
    }

    private func reply(in world: World) throws -> Result<CodeReply, LoginError> {
        guard world.console.readLine != nil else { return try text(of: world.readInput()) }
        let arrivals = ArrivalQueue()
        let sources = world.replySources()
        defer { for source in sources { source.stop() } }
        for source in sources {
            try source.start { arrivals.add($0) }
        }
        let prompt = "Reply (not shown): "
        world.console.say(prompt)
        defer { world.console.say("\n") }
        while true {
            switch arrivals.next() {
            case .emptyLine: continue
            case .resumed: world.console.say(prompt)
            case .interrupted: throw try interrupted(world.logins)
            case let arrival: return try text(of: arrival)
            }
        }
    }

    private func text(of arrival: Arrival) throws(LoginError) -> Result<CodeReply, LoginError> {
        switch arrival {
        case .reply(let reply, _): return CodeReply.parse(reply)
        case .tooLong: return .failure(.replyTooLong)
        // The sources of this command do not produce any other kind of arrival.
        case .hungUp, .ended, .interrupted, .emptyLine, .resumed, .changed, .told, .signedIn, .failed:
            throw LoginError(
                .noReply, "stdin contained no reply", hint: "pass the text that the browser shows on stdin")
        }
    }

    /// Looks up what is still pending, because the login may have ended while the prompt was open.
    private func interrupted(_ logins: Logins) throws -> LoginError {
        let waiting = try logins.waiting().filter { login == nil || $0.id.text == login }
        let profiles = waiting.map(\.profile.shown)
        return switch profiles.count {
        case 0: LoginError(.interrupted, "interrupted")
        case 1: LoginError(.interrupted, "interrupted: the login of profile \(profiles[0]) is still pending")
        default:
            LoginError(
                .interrupted,
                "interrupted: the logins of profiles \(profiles.joined(separator: ", ")) are still pending")
        }
    }
}
