import ArgumentParser

/// A command that does something, and says with which status it ended.
protocol FarsignSubcommand: ParsableCommand {
    var common: CommonOptions { get }
    func run(in world: World) throws -> ExitStatus
}
