import ArgumentParser
import FarsignCore

extension Farsign {
    /// The hot path: `farsign credentials [--profile P] [--format F]`, recognised without the command tree, which
    /// costs more than the rest of it together. Nil for any other command line.
    package static func vend(
        _ arguments: [String], console: Console, in world: () throws -> World
    ) -> Int32? {
        guard arguments.first == "credentials" else { return nil }
        var profile: String?
        var format = CredentialFormat.process
        var rest = arguments.dropFirst()
        while let option = rest.popFirst() {
            guard let value = rest.popFirst(), !value.hasPrefix("-") else { return nil }
            switch option {
            case "--profile":
                profile = value
            case "--format":
                guard let known = CredentialFormat(rawValue: value) else { return nil }
                format = known
            default: return nil
            }
        }
        do {
            try CredentialsCommand.vend(profile, format, in: world())
            return ExitStatus.done.rawValue
        } catch {
            return report(error, console, isJSON: false)
        }
    }
}
