import ArgumentParser

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show the settings and where they come from, or check a configuration file.",
        subcommands: [ConfigShowCommand.self, ConfigCheckCommand.self], defaultSubcommand: ConfigShowCommand.self)
}
