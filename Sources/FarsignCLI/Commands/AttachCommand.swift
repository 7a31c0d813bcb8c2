import ArgumentParser
import Broker
import FarsignCore

struct AttachCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Serve a relay on stdin and stdout.",
        discussion: """
            'farsign-relay HOST' runs this command over ssh. It tells the relay which logins are waiting, now and as \
            new ones start, and exits at the end of its input.
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
