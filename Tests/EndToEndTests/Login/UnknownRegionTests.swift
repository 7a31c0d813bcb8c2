import SignIn
import SignInSandbox
import TerminalTestSupport
import Testing

@Suite("a region that AWS does not list")
struct UnknownRegionTests {
    private let machine: Machine
    private static let question = "Continue with us-est-1? [y/N] "
    private static let options = ["--profile", "dev", "--region", "us-est-1"]

    init() async throws {
        machine = try await Machine()
    }

    @Test
    func `a region that AWS does not list is asked about at a terminal, with the nearest names, and Enter means no`()
        async throws
    {
        let login = try machine.loginAtTerminal(Self.options)
        let screen = try await login.screen { $0.hasSuffix(Self.question) }
        try await login.type("\r")
        let end = try await login.end()

        #expect(screen.contains("farsign does not know the region us-est-1; did you mean us-east-1 or "))
        #expect(end.state == .exited(64))
        #expect(end.screen.contains("farsign: hint: name another region with --region, such as us-east-1\r\n"))
        #expect(!end.screen.contains("/v1/authorize"))
    }

    @Test func `a region that AWS does not list is used after a yes, since new regions come`() async throws {
        let login = try machine.loginAtTerminal(Self.options)
        try await login.screen { $0.hasSuffix(Self.question) }
        try await login.type("y\r")
        try await login.type(try machine.sandbox.signIn(at: try await login.url()) + "\r")

        #expect(try await login.end().state == .exited(0))
        #expect(try machine.text(of: machine.configPath).contains("\nregion = us-est-1\n"))
    }

    @Test func `a region that AWS does not list is used by a script, with a warning`() async throws {
        let started = try await machine.farsign(["login", "--no-wait"] + Self.options)

        #expect(started.status == 0)
        #expect(
            started.notices.contains(
                "farsign: warning: farsign does not know the region us-est-1 and uses it as given; did you mean us-east-1"
            ))
    }

    /// Their list, in whichever of their versions the tests have.
    @Test func `a region that AWS does not list is none that botocore lists`() async throws {
        let program = """
            import botocore.session
            for partition in botocore.session.get_session().get_data("partitions")["partitions"]:
                for region in partition["regions"]:
                    if not region.endswith("-global"): print(region)
            """
        let listed = try await machine.run(Client.boto3, ["-c", program])
        let regions = listed.answer.split(separator: "\n").map(String.init)

        #expect(regions.count > 40, "\(listed.notices)")
        #expect(try regions.filter { try !Region($0).isKnown } == [])
    }
}
