import ArgumentParser
import Broker
import History
import Text

struct AuditCheckpointCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: "Print a signed checkpoint of the history, to be kept elsewhere.",
        discussion: """
            'farsign audit verify --checkpoint FILE' later finds any change of the events that it covers, even by \
            somebody who computed all hashes anew.
            """)

    @Flag(help: "Print the key with which others verify the checkpoints.")
    var key = false

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        if key, !json {
            try world.console.answer(try world.checkpoints.verifier().text)
            return .done
        }
        let checkpoint = try world.checkpoints.sign()
        guard json else {
            try world.console.answer(Secret(checkpoint.encoded))
            return .done
        }
        let object: JSONValue = [
            "origin": .string(checkpoint.origin), "size": .integer(checkpoint.head.size),
            "root": .string(checkpoint.head.root.base64), "checkpoint": .string(checkpoint.encoded),
            "key": .string(try world.checkpoints.verifier().text),
        ]
        try world.console.answer(object.shown)
        return .done
    }
}
