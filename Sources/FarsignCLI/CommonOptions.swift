import ArgumentParser
import Broker
import FarsignCore
import Session
import Text

/// The options that every command has.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Use this sign-in endpoint instead of the region's.", valueName: "url"))
    var endpointURL: String?

    @Option(
        help: ArgumentHelp("Trust the certificate authorities in this PEM file.", valueName: "file"),
        completion: .file())
    var caBundle: String?

    @Flag(help: "Log each step to stderr, without secrets.")
    var verbose = false

    @Flag(name: .customLong("no-verify-ssl"), help: .hidden)
    var noVerifySSL = false

    /// - Throws: ``UsageError`` for `--no-verify-ssl`: tokens are never sent to a host without a verified
    ///   certificate.
    func apply(to world: inout World) throws {
        guard !noVerifySSL else {
            throw UsageError(
                "--no-verify-ssl is not supported: certificates are always checked",
                hint: "name a file with the certificate authority: --ca-bundle FILE")
        }
        if verbose {
            world.console.isVerbose = true
            world.service.transport = VerboseTransport(transport: world.service.transport, console: world.console)
        }
        world.service.surroundings.endpointURL = endpointURL
        guard let caBundle else { return }
        let variable = world.service.surroundings.variable
        world.service.surroundings.variable = { $0 == "AWS_CA_BUNDLE" ? caBundle : variable($0) }
    }
}
