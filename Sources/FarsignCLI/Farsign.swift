import ArgumentParser
public import FarsignCore

/// The program: arguments in, an exit status out.
public enum Farsign {
    /// The version that this build is, also in the user agent.
    public static let version = "0.1.0"

    /// Runs a command. Blocks until it is done; a login waits for a person.
    ///
    /// - Parameter world: made once the command line is understood, so that help needs no home directory.
    public static func start(
        _ arguments: [String], console: Console, in world: () throws(StateError) -> World
    ) -> Int32 {
        let isJSON = arguments.prefix { $0 != "--" }.contains("--json")
        do {
            guard let command = try parse(arguments, console) else { return ExitStatus.done.rawValue }
            var world = try world()
            try command.common.apply(to: &world)
            return try command.run(in: world).rawValue
        } catch {
            return report(error, console, isJSON: isJSON)
        }
    }

    /// Says what went wrong. The status that tells a script the same.
    static func report(_ error: any Error, _ console: Console, isJSON: Bool) -> Int32 {
        let explained = error as? any ExplainedError ?? UnexpectedError(error)
        console.report(explained, json: isJSON)
        return ExitStatus(explained).rawValue
    }

    /// Nil where the command line only asked for help or the version, and got it.
    private static func parse(_ arguments: [String], _ console: Console) throws -> (any FarsignSubcommand)? {
        if let first = arguments.first, !first.hasPrefix("-") {
            let names = FarsignCommand.configuration.subcommands.map { $0._commandName } + ["help"]
            guard names.contains(first) else {
                let near = NearestNames.of(first, among: names)
                throw UsageError(
                    "there is no command '\(first.shown)'",
                    hint: near.isEmpty ? "see 'farsign --help'" : "did you mean \(near.joined(separator: " or "))?")
            }
        }
        do {
            let command = try FarsignCommand.parseAsRoot(arguments)
            if let command = command as? any FarsignSubcommand { return command }
            throw CleanExit.helpRequest(command)
        } catch {
            // Help and version come out of the parser as errors too.
            guard FarsignCommand.exitCode(for: error).isSuccess else { throw UsageError(parsing: error) }
            try console.answer(FarsignCommand.fullMessage(for: error))
            return nil
        }
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
