import ArgumentParser
import Text

/// The program's entry point: takes arguments and returns an exit status.
package enum Farsign {
    /// The version of this build. It is also part of the user agent.
    package static let version = "0.1.0"

    /// Runs a command and blocks until it is done; a login waits for a person.
    ///
    /// - Parameter world: called once the command line was parsed, so that `--help` works without a home directory.
    package static func start(
        _ arguments: [String], console: Console, in world: () throws -> World
    ) -> Int32 {
        if arguments.first == CompletedNames.request {
            if let world = try? world() { try? console.answer(CompletedNames.answer(arguments, in: world)) }
            return ExitStatus.done.rawValue
        }
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

    /// Prints the error and returns the exit status that belongs to it.
    static func report(_ error: any Error, _ console: Console, isJSON: Bool) -> Int32 {
        let explained = error as? any ExplainedError ?? UnexpectedError(error)
        console.report(explained, json: isJSON)
        return ExitStatus(explained).rawValue
    }

    /// Returns nil if the command line only asked for help or the version, which were then printed.
    private static func parse(_ arguments: [String], _ console: Console) throws -> (any FarsignSubcommand)? {
        if let command = LoginCommand(quick: arguments) { return command }
        let path = try commandPath(arguments)
        do {
            var command = try FarsignCommand.parseAsRoot(arguments)
            if let command = command as? any FarsignSubcommand { return command }
            // For help and for commands that only have subcommands, the parser throws the text to print.
            try command.run()
            return nil
        } catch {
            guard FarsignCommand.exitCode(for: error).isSuccess else { throw UsageError(parsing: error, of: path) }
            try console.answer(FarsignCommand.fullMessage(for: error))
            return nil
        }
    }

    /// The command names at the start of the command line, such as `audit list`, without a leading `help`.
    ///
    /// - Throws: ``UsageError`` with the nearest names for an unknown command; the parser itself would call it an
    ///   unexpected argument.
    private static func commandPath(_ arguments: [String]) throws -> [String] {
        var path: [String] = []
        var commands = FarsignCommand.configuration.subcommands
        for name in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            guard !commands.isEmpty, !name.hasPrefix("-") else { break }
            guard let next = commands.first(where: { $0._commandName == name }) else {
                let names = commands.map { $0._commandName } + (path.isEmpty ? ["help"] : [])
                let near = NearestNames.of(name, among: names).map { (path + [$0]).joined(separator: " ") }
                throw UsageError(
                    "unknown command '\((path + [name.shown]).joined(separator: " "))'",
                    hint: near.isEmpty ? help(path) : "did you mean \(near.joined(separator: " or "))?")
            }
            path.append(name)
            commands = next.configuration.subcommands
        }
        return path
    }

    fileprivate static func help(_ path: [String]) -> String {
        "see '\((["farsign"] + path).joined(separator: " ")) --help'"
    }
}

extension UsageError {
    /// Rewrites the parser's error text into farsign's form.
    fileprivate init(parsing error: any Error, of path: [String]) {
        let message = FarsignCommand.message(for: error)
        let sentences = message.split(separator: "\n").first.map(String.init) ?? message
        let parts = sentences.split(separator: ". ", maxSplits: 1).map(String.init)
        var summary = parts.first ?? "the command line cannot be parsed"
        summary = summary.prefix(1).lowercased() + summary.dropFirst()
        if summary.last == "." { summary.removeLast() }
        let more = parts.count > 1 ? parts[1] : Farsign.help(path)
        self.init(summary.shown, hint: (more.prefix(1).lowercased() + more.dropFirst()).shown)
    }
}
