import ArgumentParser
import Broker
import FarsignCore
import RelayProtocol
import Session
import SignIn
import Text

struct LoginCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Sign in to AWS and set up a profile to use the session.",
        discussion: """
            Prints a URL to open in any browser, then waits for the text that the browser shows at the end. Paste it \
            here, pipe it to stdin, or give it to 'farsign submit' in another process.
            """)

    @Option(help: "The profile to sign in.", completion: CompletedNames.profiles)
    var profile: String?

    @Option(
        help: "The region to sign in at. The default is the profile's region.", completion: .list(Region.known))
    var region: String?

    @Flag(help: "Do not open a browser on this machine.")
    var remote = false

    @Flag(help: "Do not open a browser on this machine.")
    var noBrowser = false

    @Flag(help: "Open a browser on this machine, even in an SSH session.")
    var browser = false

    @Option(
        help: ArgumentHelp(
            "Receive the redirect from this port of the workstation (1024 to 65535) through 'ssh -L'.",
            valueName: "port"))
    var callback: Int?

    @Flag(help: "With --callback: listen on the TCP port instead of a UNIX socket.")
    var callbackTCP = false

    @Flag(inversion: .prefixedNo, help: "Copy the URL to the clipboard through the terminal (OSC 52).")
    var copy: Bool?

    @Flag(help: "Print the URL and leave the login pending for 'farsign submit'.")
    var noWait = false

    @Option(
        help: ArgumentHelp(
            "End the login if no reply came within this time, 1 to 600 (default: 600).", valueName: "seconds"))
    var timeout: Int?

    @Option(help: ArgumentHelp("Refuse to sign in to any other account.", valueName: "id"))
    var expectAccount: String?

    @Option(
        help: ArgumentHelp("Refuse to sign in as any other identity.", valueName: "arn"),
        completion: CompletedNames.sessions)
    var expectARN: String?

    @Option(
        help:
            "How AWS tools get the profile's credentials: process (all tools; the default) or native (as 'aws login').",
        completion: CompletedNames.list(Integration.self))
    var integration: String?

    @Flag(help: "Assign the profile to the new session even if it belongs to another one.")
    var replace = false

    @Flag(help: "Print one JSON object per line.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let settings = try world.configuration()
        let copies = copy ?? settings.login.copy.value
        // Only who waits for a reply needs the ports, and who has a clipboard.
        let ports = noWait && !copies ? nil : try world.ports()
        let browser = try loginBrowser(by: ports, settings.rules)
        let request = try request(browser, settings, in: world)
        let logins = world.logins
        let offer = try logins.begin(request)
        try world.console.verbose("tokens are stored in \(try world.tokenDirectory().shown)")
        world.console.verbose("the profile is in \(world.stores.config.configPath.shown)")
        world.console.verbose("login \(offer.id) ends at \(RFC3339.seconds(offer.deadline))")
        let report = LoginReport(json: json, console: world.console)
        if copies, let ports, let url = offer.url, !ports.tmuxClipboard(url), !world.console.copy(url), copy == true {
            world.console.warn("--copy has no effect without a terminal")
        }
        guard !noWait, let ports else {
            try report.offered(offer, nil)
            return .done
        }
        let channels = try channels(to: offer, browser, ports, in: world)
        do {
            try report.offered(offer, channels)
        } catch {
            channels.stop()
            throw error
        }
        let wait = LoginWait(
            for: offer, logins: logins, terminal: world.console.loginTerminal, channels: channels,
            sources: world.replySources())
        switch try wait.outcome() {
        case .here(let result):
            try report.signedIn(result, offer.id)
        case .elsewhere(let result):
            world.console.notice("The reply came through another channel.")
            try report.signedIn(result, offer.id)
        }
        return .done
    }

    private func channels(
        to offer: LoginOffer, _ browser: LoginBrowser?, _ ports: LoginPorts, in world: World
    ) throws -> ReplyChannels {
        do {
            let channels = try ReplyChannels(
                to: offer, of: world.logins, browser: browser, through: ports,
                greeting: world.greeting(host: ports.host))
            world.console.verbose("socket for relays: \((channels.socket ?? "none").shown)")
            return channels
        } catch let error as any ExplainedError {
            // Nobody has seen the login's URL yet.
            try world.logins.end(offer.id, because: error)
            throw error
        }
    }

    /// - Throws: ``UsageError`` for options that exclude each other.
    private func loginBrowser(by ports: LoginPorts?, _ rules: Rules) throws -> LoginBrowser? {
        let choices = [
            ("--remote", remote), ("--browser", browser), ("--callback", callback != nil),
            ("--no-browser", noBrowser && browser),
        ].filter(\.1).map(\.0)
        guard choices.count < 2 else {
            throw UsageError("\(choices.joined(separator: " and ")) cannot be combined", hint: "use only one of them")
        }
        if noWait, let choice = choices.first, choice != "--remote" {
            throw UsageError("\(choice) cannot be used with --no-wait", hint: "leave out --no-wait or \(choice)")
        }
        guard callback != nil || !callbackTCP else {
            throw UsageError("--callback-tcp has no effect without --callback", hint: "add --callback PORT")
        }
        if let callback {
            // Ports below 1024 need root on the workstation, and for port 80 a browser leaves the port out of `Host`.
            guard callback >= 1024, let address = CallbackAddress(port: callback) else {
                throw UsageError(
                    "--callback takes a port from 1024 to 65535, not \(callback)",
                    hint: "use a port that is free on the workstation, such as 8976")
            }
            return .forwarded(address, tcp: callbackTCP)
        }
        let mayOpen = !remote && !noBrowser && !noWait && rules.allows(.callback)
        let opensBrowser = browser || (mayOpen && ports?.hasBrowser() == true)
        return opensBrowser ? .here : nil
    }

    private func request(
        _ browser: LoginBrowser?, _ settings: Configuration, in world: World
    ) throws -> LoginRequest {
        let timeout = timeout ?? settings.login.timeout.value
        guard Configuration.timeouts.contains(timeout) else {
            throw UsageError("--timeout takes 1 to 600 seconds", hint: "a code is valid for at most ten minutes")
        }
        let integration = try integration.map { name throws(UsageError) in
            guard let integration = Integration(rawValue: name) else {
                throw UsageError("unknown integration '\(name.shown)'", hint: "use process or native")
            }
            return integration
        }
        if let expectAccount,
            expectAccount.utf8.count != 12 || !expectAccount.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            throw UsageError("'\(expectAccount.shown)' is not an account id", hint: "an account id has 12 digits")
        }
        if let expectARN, SessionARN(expectARN) == nil {
            throw UsageError(
                "'\(expectARN.shown)' is not the ARN of an identity",
                hint: "an ARN looks like arn:aws:iam::123456789012:user/NAME")
        }
        let name = world.profileName(profile)
        try AWSConfigFile.checkProfileName(name)
        let region = try self.region(of: name, settings, in: world)
        try world.console.confirm(region.region)
        var options = LoginOptions(
            integration: integration ?? settings.login.integration.value, replace: replace,
            expectedAccount: expectAccount ?? settings.expectedAccount(of: name), expectedARN: expectARN,
            caBundle: try common.caBundle.map { try world.absolutePath($0) },
            tokenDirectory: try world.tokenDirectory(), executable: world.executable)
        if noWait { options.unattended = WaitingLogin.Unattended(startedBy: world.actor().place) }
        options.asksAtTerminal = !noWait && world.console.readLine != nil
        return LoginRequest(profile: name, region: region, timeout: timeout, options: options, browser: browser)
    }

    private func region(of profile: String, _ settings: Configuration, in world: World) throws -> NamedRegion {
        let sources = ProfileSources(
            config: try world.stores.config.config(), credentials: try world.stores.config.credentials(),
            variable: world.service.surroundings.variable)
        if let known = try sources.region(flag: region, profile: profile) { return known }
        if let usual = settings.login.region.value { return usual }
        guard let readLine = world.console.readLine else {
            throw ConfigError(
                .noRegion, "no region to sign in at", hint: "add --region, as in --region us-east-1")
        }
        world.console.say("AWS region to sign in at, such as us-east-1: ")
        guard let typed = readLine(), !typed.isEmpty else {
            throw ConfigError(.noRegion, "no region to sign in at", hint: "add --region, as in --region us-east-1")
        }
        return try NamedRegion(typed)
    }
}
