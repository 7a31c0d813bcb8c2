import ArgumentParser
import Broker
import Text

struct AuditProveCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Prove that an event is part of the history, or that an earlier history is.",
        discussion: """
            With SEQ it prints a C2SP tlog-proof, which anybody can check with the event alone. With --from it prints \
            what a witness takes to cosign the checkpoint that comes with it.
            """)

    @Argument(help: ArgumentHelp("The event's sequence number.", valueName: "seq"))
    var seq: Int?

    @Option(help: ArgumentHelp("The size of an earlier checkpoint.", valueName: "size"))
    var from: Int?

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        switch (seq, from) {
        case (let seq?, nil): try world.console.answer(Secret(try world.checkpoints.proveInclusion(of: seq)))
        case (nil, let size?): try world.console.answer(Secret(try world.checkpoints.proveConsistency(from: size)))
        default:
            throw UsageError(
                "name either an event or the size of an earlier checkpoint", hint: "see 'farsign audit prove --help'")
        }
        return .done
    }
}
