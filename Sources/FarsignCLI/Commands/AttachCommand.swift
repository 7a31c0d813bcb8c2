import ArgumentParser
import Broker
import FarsignCore

struct AttachCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Answer a relay on stdin and stdout.",
        discussion: """
            What 'farsign-relay HOST' runs here over ssh. It tells the relay of the logins that wait, also of those \
            that start later, and ends with its input.
            """)

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        try world.logins.sweep()
        let ports = try world.ports()
        try ports.attach(
            RelayRequestHandler(
                logins: world.logins, greeting: world.greeting(host: ports.host), warn: world.console.warn))
        return .done
    }
}
