import Session

extension Farsign {
    /// Fast path for `farsign credentials [--profile P] [--format F]`, which skips the command tree because building
    /// it costs more than the whole rest of the command. Returns nil for any other command line.
    package static func vend(
        _ arguments: [String], console: Console, in world: () throws -> World
    ) -> Int32? {
        guard arguments.first == "credentials", let request = VendRequest(arguments.dropFirst()) else { return nil }
        do {
            try CredentialsCommand.vend(request.profile, request.format, in: world())
            return ExitStatus.done.rawValue
        } catch {
            return report(error, console, isJSON: false)
        }
    }
}
