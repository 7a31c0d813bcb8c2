import ArgumentParser
import FarsignCore

extension Farsign {
    /// Fast path for `farsign credentials [--profile P] [--format F]`, which skips the command tree because building
    /// it costs more than the whole rest of the command. Returns nil for any other command line.
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
