import SignInSandbox
import Testing
import Text

@Suite("one profile, in every tool")
struct OneProfileTests {
    private let machine: Machine
    private static let alice = "arn:aws:iam::123456789012:user/Alice"

    init() async throws {
        machine = try await Machine()
    }

    @Test(arguments: [Client.oldBoto3, Client.boto3])
    func `boto3, before login support and of today`(_ python: String) async throws {
        try await machine.signIn(profile: "dev", region: "ap-northeast-1")
        let identity = try await machine.identity(in: python, profile: "dev")

        #expect(identity.answer == Self.alice, "\(identity.notices)")
        #expect(try await machine.history(["--kind", "vended"]).last?["actor"]?["process"]?.text == "python")
    }

    @Test func `Debian's awscli`() async throws {
        try await machine.signIn(profile: "dev", region: "ap-northeast-1")
        let identity = try await machine.run(Client.awscli, Self.callerIdentity(machine) + ["--profile", "dev"])

        #expect(identity.status == 0, "\(identity.notices)")
        #expect(try identity.json["Arn"]?.text == Self.alice)
        #expect(try identity.json["Account"]?.text == "123456789012")
        #expect(machine.sandbox.requests.last?.what == .callerIdentity)
        #expect(try await machine.history(["--kind", "vended"]).last?["actor"]?["process"]?.text == "aws")
    }

    @Test(arguments: ["my profile", "a+b=c@d", "ünïcode"])
    func `a profile by any name that the tools take`(_ name: String) async throws {
        try await machine.signIn(profile: name)
        for python in [Client.oldBoto3, Client.boto3] {
            let identity = try await machine.identity(in: python, profile: name)
            #expect(identity.answer == Self.alice, "\(identity.notices)")
        }
        let identity = try await machine.run(Client.awscli, Self.callerIdentity(machine) + ["--profile", name])
        #expect(try identity.json["Arn"]?.text == Self.alice, "\(identity.notices)")
    }

    @Test(arguments: ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
    func `the environment names the profile, for farsign as for the tools`(_ name: String) async throws {
        let environment = [name: "from the environment"]
        try await machine.signIn(profile: "from the environment")
        let vended = try await machine.farsign(["credentials"], environment: environment)
        #expect(vended.status == 0, "\(vended.notices)")
        let identity = try await machine.run(
            Client.awscli, Self.callerIdentity(machine), environment: environment)
        #expect(try identity.json["Arn"]?.text == Self.alice, "\(identity.notices)")
    }

    @Test func `the default profile needs no name`() async throws {
        try await machine.signIn(profile: "default")
        let identity = try await machine.run(Client.awscli, Self.callerIdentity(machine))
        #expect(try identity.json["Arn"]?.text == Self.alice, "\(identity.notices)")
    }

    @Test(arguments: [Client.oldBoto3, Client.boto3])
    func `credentials that run out are refreshed under a running client`(_ python: String) async throws {
        try await machine.signIn(profile: "dev")
        machine.sandbox.update { $0.credentialLifetime = .seconds(120) }
        try machine.expire()
        for _ in 0..<2 {
            let identity = try await machine.identity(in: python, profile: "dev")
            #expect(identity.answer == Self.alice, "\(identity.notices)")
        }
        // With two minutes left every vend refreshes.
        #expect(machine.refreshes.count >= 2)
    }

    @Test(arguments: [Client.oldBoto3, Client.boto3])
    func `role chaining with source_profile`(_ client: String) async throws {
        let sts = try await RoleServer(for: machine)
        try await machine.signIn(profile: "dev")
        let role = "arn:aws:iam::123456789012:role/Deploy"
        let config = try machine.text(of: machine.configPath)
        try machine.write(
            config + "[profile deploy]\nrole_arn = \(role)\nsource_profile = dev\nregion = us-east-1\n"
                + "role_session_name = chained\n",
            to: machine.configPath)
        let identity = try await machine.run(
            client, ["-c", Self.chain, sts.endpoint], environment: sts.environment)

        #expect(
            identity.answer == "arn:aws:sts::123456789012:assumed-role/Deploy/chained", "\(identity.notices)")
        #expect(Set(try await machine.history(["--kind", "vended"]).map { $0["profile"]?.text }) == ["dev"])
        withExtendedLifetime(sts) {}
    }

    private static let chain = """
        import boto3, sys
        sts = boto3.Session(profile_name="deploy").client("sts", endpoint_url=sys.argv[1])
        sys.stdout.write(sts.get_caller_identity()["Arn"])
        """

    private static func callerIdentity(_ machine: Machine) -> [String] {
        ["sts", "get-caller-identity", "--output", "json", "--endpoint-url", machine.sandbox.endpoint]
    }

    @Test func `a directory of the program's name in PATH is not what the profile runs`() async throws {
        let tools = "\(machine.home)/tools"
        try machine.write("", to: "\(tools)/farsign/README")
        let path = ["PATH": "\(tools):\(Machine.binaries):/usr/bin:/bin"]
        let login = ["farsign", "login", "--profile", "dev", "--region", "us-east-1"]
        let offered = try await machine.run("/usr/bin/env", login + ["--no-wait", "--json"], environment: path)
        let url = try #require(try offered.lines.first?["url"]?.text)
        let ended = try await machine.run(
            "/usr/bin/env", ["farsign", "submit"], input: machine.sandbox.signIn(at: url), environment: path)

        #expect(ended.status == 0, "\(ended.notices)")
        let config = try machine.text(of: machine.configPath)
        #expect(config.contains("credential_process = \(Machine.helper)"), "\(config)")
    }
}
