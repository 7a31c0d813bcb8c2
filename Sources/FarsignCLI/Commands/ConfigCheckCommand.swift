import ArgumentParser
import Broker
import FarsignCore
import Text

struct ConfigCheckCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a configuration file.",
        discussion: """
            Reads the file as one of /etc/farsign, which may have rules. At the place of a configuration file, its \
            owner and its mode are checked too. Exits with 5 if farsign would refuse it.
            """)

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var file: String

    @Flag(help: "Read it as a user's file, in which rules are an error.")
    var user = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let path = try world.absolutePath(file)
        let file = try world.stores.configuration.file(at: path, as: user ? .user : .system)
        switch file.kind {
        case .system: _ = try Configuration(system: [file])
        case .user: _ = try Configuration(system: [], user: file)
        }
        world.console.notice("\(path.shown) has no errors.")
        return .done
    }
}
