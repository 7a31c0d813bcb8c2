import ArgumentParser
import Broker
import FarsignCore

struct LoginCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Sign in, and give a profile its credentials.",
        discussion: """
            Prints a URL to open in any browser, and waits for the text that the browser shows at the end: pasted \
            here, piped to stdin, or given to 'farsign submit' by another process.
            """)

    @Option(help: "The profile to sign in.")
    var profile: String?

    @Option(help: "The region to sign in at; the profile's, where it has one.")
    var region: String?

    @Flag(help: "Never open a browser here.")
    var remote = false

    @Flag(help: "Never open a browser here.")
    var noBrowser = false

    @Flag(help: "Print the URL and leave the login pending for 'farsign submit'.")
    var noWait = false

    @Option(help: ArgumentHelp("Give the login up after this time, 1 to 600.", valueName: "seconds"))
    var timeout = 600

    @Option(help: ArgumentHelp("Refuse any other account.", valueName: "id"))
    var expectAccount: String?

    @Option(help: ArgumentHelp("Refuse any other identity.", valueName: "arn"))
    var expectARN: String?

    @Option(
        help: "How AWS tools get from the profile to its credentials: process (all tools) or native (as 'aws login').")
    var integration = Integration.process.rawValue

    @Flag(help: "Give the profile to the new session even where it belongs to another one.")
    var replace = false

    @Flag(help: "Print one JSON object a line.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let request = try request(in: world)
        let logins = world.logins
        let offer = try logins.begin(request)
        try world.console.verbose("tokens go to \(try world.tokenDirectory().shown)")
        world.console.verbose("the profile is in \(world.stores.config.configPath.shown)")
        world.console.verbose("login \(offer.id) waits until \(RFC3339.seconds(offer.deadline))")
        let report = LoginReport(json: json, console: world.console)
        try report.offered(offer, isWaiting: !noWait)
        if noWait { return .done }
        let wait = LoginWait(offer: offer, logins: logins, world: world)
        switch try wait.outcome() {
        case .here(let signedIn):
            try report.signedIn(signedIn)
        case .elsewhere(let signedIn):
            world.console.notice("Another process took the reply.")
            try report.signedIn(signedIn)
        }
        return .done
    }

    private func request(in world: World) throws -> LoginRequest {
        guard (1...600).contains(timeout) else {
            throw UsageError("--timeout takes 1 to 600 seconds", hint: "a code lives no longer than ten minutes")
        }
        guard let integration = Integration(rawValue: integration) else {
            throw UsageError("there is no integration '\(integration.shown)'", hint: "use process or native")
        }
        if let expectAccount,
            expectAccount.utf8.count != 12 || !expectAccount.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            throw UsageError("'\(expectAccount.shown)' is not an account id", hint: "it has 12 digits")
        }
        if let expectARN, SessionARN(expectARN) == nil {
            throw UsageError(
                "'\(expectARN.shown)' is not the ARN of an identity",
                hint: "it looks like arn:aws:iam::123456789012:user/NAME")
        }
        let name = world.profileName(profile)
        try AWSConfigFile.checkProfileName(name)
        return LoginRequest(
            profile: name, region: try region(of: name, in: world), endpointURL: common.endpointURL,
            caBundle: try common.caBundle.map(world.absolutePath), expectedAccount: expectAccount,
            expectedARN: expectARN, integration: integration, replace: replace, timeout: timeout)
    }

    private func region(of profile: String, in world: World) throws -> Region {
        let sources = ProfileSources(
            config: try world.stores.config.config(), variable: world.service.surroundings.variable)
        if let known = try sources.region(flag: region, profile: profile) { return known }
        guard let readLine = world.console.readLine else {
            throw ConfigError(
                .noRegion, "no region to sign in at", hint: "add --region, as in --region us-east-1")
        }
        world.console.say("AWS region to sign in at, such as us-east-1: ")
        guard let typed = readLine(), !typed.isEmpty else {
            throw ConfigError(.noRegion, "no region to sign in at", hint: "add --region, as in --region us-east-1")
        }
        return try Region(typed)
    }
}
