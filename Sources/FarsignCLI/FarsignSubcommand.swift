import ArgumentParser

/// A command that does work and returns an exit status.
protocol FarsignSubcommand: ParsableCommand {
    var common: CommonOptions { get }
    func run(in world: World) throws -> ExitStatus
}
