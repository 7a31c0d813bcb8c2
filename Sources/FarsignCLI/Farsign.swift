import ArgumentParser
import FarsignCore

/// The program: arguments in, an exit status out.
public enum Farsign {
    /// The version that this build is, also in the user agent.
    public static let version = "0.1.0"

    /// Runs a command. Blocks until it is done; a login waits for a person.
    public static func start(_ arguments: [String], in world: World) -> Int32 {
        var world = world
        let isJSON = arguments.prefix { $0 != "--" }.contains("--json")
        do {
            let command = try parse(arguments)
            guard let command = command as? any FarsignSubcommand else { throw CleanExit.helpRequest(command) }
            let common = command.common
            try common.apply(to: &world)
            return try command.run(in: world).rawValue
        } catch let error as any ExplainedError {
            world.console.report(error, json: isJSON)
            return ExitStatus(error).rawValue
        } catch {
            return report(error, isJSON, world)
        }
    }

    /// Help and version come out of the parser as errors too.
    private static func report(_ error: any Error, _ isJSON: Bool, _ world: World) -> Int32 {
        let text = FarsignCommand.fullMessage(for: error)
        guard FarsignCommand.exitCode(for: error).isSuccess else {
            let explained = UsageError(parsing: error)
            world.console.report(explained, json: isJSON)
            return ExitStatus.usage.rawValue
        }
        do {
            try world.console.answer(text)
            return ExitStatus.done.rawValue
        } catch {
            return ExitStatus.failed.rawValue
        }
    }

    private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        if let first = arguments.first, !first.hasPrefix("-") {
            let names = FarsignCommand.configuration.subcommands.map { $0._commandName } + ["help"]
            guard names.contains(first) else {
                let near = NearestNames.of(first, among: names)
                throw UsageError(
                    "there is no command '\(first.shown)'",
                    hint: near.isEmpty ? "see 'farsign --help'" : "did you mean \(near.joined(separator: " or "))?")
            }
        }
        return try FarsignCommand.parseAsRoot(arguments)
    }
}

extension UsageError {
    /// The parser's own words, in the form of ours.
    fileprivate init(parsing error: any Error) {
        let message = FarsignCommand.message(for: error)
        let sentences = message.split(separator: "\n").first.map(String.init) ?? message
        let parts = sentences.split(separator: ". ", maxSplits: 1).map(String.init)
        var summary = parts.first ?? "that command line cannot be read"
        summary = summary.prefix(1).lowercased() + summary.dropFirst()
        if summary.last == "." { summary.removeLast() }
        let more = parts.count > 1 ? parts[1] : "see 'farsign --help'"
        self.init(summary.shown, hint: (more.prefix(1).lowercased() + more.dropFirst()).shown)
    }
}
