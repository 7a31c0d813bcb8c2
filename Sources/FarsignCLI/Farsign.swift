import ArgumentParser
import Text

/// The program: arguments in, an exit status out.
package enum Farsign {
    /// The version that this build is, also in the user agent.
    package static let version = "0.1.0"

    /// Runs a command. Blocks until it is done; a login waits for a person.
    ///
    /// - Parameter world: made once the command line is understood, so that help needs no home directory.
    package static func start(
        _ arguments: [String], console: Console, in world: () throws -> World
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
        let path = try commandPath(arguments)
        do {
            var command = try FarsignCommand.parseAsRoot(arguments)
            if let command = command as? any FarsignSubcommand { return command }
            // The parser's own help, and commands that only hold others: they answer by throwing their text.
            try command.run()
            return nil
        } catch {
            guard FarsignCommand.exitCode(for: error).isSuccess else { throw UsageError(parsing: error, of: path) }
            try console.answer(FarsignCommand.fullMessage(for: error))
            return nil
        }
    }

    /// The names that the command line starts with, such as `audit list`, less a `help` in front of them.
    ///
    /// - Throws: ``UsageError`` with the nearest names for one that does not exist; the parser only calls it an argument.
    private static func commandPath(_ arguments: [String]) throws -> [String] {
        var path: [String] = []
        var commands = FarsignCommand.configuration.subcommands
        for name in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            guard !commands.isEmpty, !name.hasPrefix("-") else { break }
            guard let next = commands.first(where: { $0._commandName == name }) else {
                let names = commands.map { $0._commandName } + (path.isEmpty ? ["help"] : [])
                let near = NearestNames.of(name, among: names).map { (path + [$0]).joined(separator: " ") }
                throw UsageError(
                    "there is no command '\((path + [name.shown]).joined(separator: " "))'",
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
    /// The parser's own words, in the form of ours.
    fileprivate init(parsing error: any Error, of path: [String]) {
        let message = FarsignCommand.message(for: error)
        let sentences = message.split(separator: "\n").first.map(String.init) ?? message
        let parts = sentences.split(separator: ". ", maxSplits: 1).map(String.init)
        var summary = parts.first ?? "that command line cannot be read"
        summary = summary.prefix(1).lowercased() + summary.dropFirst()
        if summary.last == "." { summary.removeLast() }
        let more = parts.count > 1 ? parts[1] : Farsign.help(path)
        self.init(summary.shown, hint: (more.prefix(1).lowercased() + more.dropFirst()).shown)
    }
}
