import ArgumentParser
import Broker
import FarsignCore
import Session
import Text

struct CredentialsCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "credentials",
        abstract: "Print a profile's credentials, refreshing them if necessary.",
        discussion: "AWS tools run this command as a profile's credential_process. It never starts a login.")

    @Option(help: "The profile whose credentials to print.", completion: CompletedNames.profiles)
    var profile: String?

    @Option(
        help: "One of \(CredentialFormat.names).", completion: CompletedNames.list(CredentialFormat.self))
    var format = CredentialFormat.process.rawValue

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        guard let format = CredentialFormat(rawValue: format) else {
            let near = NearestNames.of(self.format, among: CredentialFormat.allCases.map(\.rawValue))
            throw UsageError(
                "unknown format '\(self.format.shown)'",
                hint: near.isEmpty
                    ? "use one of \(CredentialFormat.names)" : "did you mean \(near.joined(separator: " or "))?")
        }
        try Self.vend(profile, format, in: world)
        return .done
    }

    /// Prints the credentials first and writes the history afterwards, so that the caller does not wait for the
    /// ledger.
    static func vend(_ profile: String?, _ format: CredentialFormat, in world: World) throws {
        let vending = world.vending
        let vended = try vending.credentials(for: world.profileName(profile))
        try world.console.answer(format.render(vended.credentials))
        vending.record(vended, format: format)
    }
}

extension CredentialFormat {
    fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
