import ArgumentParser
import Broker
import FarsignCore

struct SubmitCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Finish a pending login: the reply comes on stdin.",
        discussion: """
            The reply is the text that the confirmation page shows, or the URL that the browser was sent to. From a
            workstation: 'pbpaste | ssh HOST farsign submit'.
            """)

    @Option(help: "The pending login; without it, the one that the reply belongs to.")
    var login: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        if world.console.readLine != nil {
            world.console.say("Paste the text that the browser shows, and end it with Enter and Ctrl-D:\n")
        }
        let reply = try world.readInput(CodeReply.limit)
        let logins = world.logins
        let id: LoginID
        if let login {
            guard let named = LoginID(login) else {
                throw UsageError("'\(login.shown)' is not a login's id", hint: "it has 12 hexadecimal digits")
            }
            id = named
        } else {
            id = try logins.find(reply)
        }
        switch try logins.take(reply, via: .submit, for: id, confirm: nil) {
        case .refused(let error):
            throw error
        case .signedIn(let signedIn):
            try LoginReport(json: json, console: world.console).signedIn(signedIn)
            return .done
        }
    }
}
