import FarsignCore
import FoundationEssentials
import Session
import SignInSandbox
import TerminalTestSupport
import Testing
import Text

/// The AWS CLI as it is released, with `aws login` of its own, on one machine with farsign.
@Suite("the released AWS CLI")
struct ReleasedAWSCLITests {
    private let machine: Machine
    private static let alice = "arn:aws:iam::123456789012:user/Alice"

    init() async throws {
        machine = try await Machine()
    }

    private func aws(_ arguments: [String], environment: [String: String] = [:]) async throws -> Machine.Outcome {
        try await machine.run(
            Client.releasedAWSCLI, arguments, environment: ["AWS_REGION": "eu-west-1"].merging(environment) { $1 })
    }

    private func exported(_ profile: String = "dev", format: String = "process") async throws -> Machine.Outcome {
        try await aws(["configure", "export-credentials", "--profile", profile, "--format", format])
    }

    private func vended(_ profile: String = "dev", format: String = "process") async throws -> Machine.Outcome {
        try await machine.farsign(
            ["credentials", "--profile", profile, "--format", format], environment: ["AWS_REGION": "eu-west-1"])
    }

    /// Its own sign-in, by paste, at a pseudo-terminal.
    private func awsLogin() async throws -> (state: TerminalProgram.State, screen: String) {
        let program = try machine.startAtTerminal(
            Client.releasedAWSCLI, ["login", "--remote", "--profile", "dev", "--region", "eu-west-1"])
        let login = TerminalLogin(program: program)
        let screen = try await login.screen { $0.contains("Enter the authorization code displayed in your browser:") }
        let url = try #require(TerminalLogin.url(in: screen))
        try await login.type(machine.sandbox.signIn(at: url) + "\r")
        return try await login.end()
    }

    private func identity(_ profile: String = "dev") async throws -> Machine.Outcome {
        try await aws([
            "sts", "get-caller-identity", "--profile", profile, "--endpoint-url", machine.sandbox.endpoint, "--query",
            "Arn", "--output", "text",
        ])
    }

    @Test func `the released AWS CLI signs in by itself, and farsign vends and refreshes its session`() async throws {
        let ended = try await awsLogin()
        #expect(ended.state == .exited(0), "\(ended.screen)")
        // It gives the profile no region.
        let first = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(first.status == 0, "\(first.notices)")
        let held = try await exported()
        #expect(try first.json["AccessKeyId"] == held.json["AccessKeyId"])

        try machine.expire()
        let refreshed = try await vended()
        #expect(refreshed.status == 0, "\(refreshed.notices)")
        #expect(machine.refreshes.map(\.status) == [200])
        let again = try await exported()
        #expect(try again.json["AccessKeyId"] == refreshed.json["AccessKeyId"])
        #expect(try await identity().answer == "\(Self.alice)\n")
        #expect(machine.refreshes.count == 1)
    }

    @Test func `the released AWS CLI uses and refreshes a native session of farsign, and farsign goes on with it`()
        async throws
    {
        try await machine.signIn(profile: "dev", region: "eu-west-1", options: ["--integration", "native"])
        try machine.expire()
        let exported = try await exported()
        let vended = try await vended()

        #expect(exported.status == 0, "\(exported.notices)")
        #expect(machine.refreshes.map(\.status) == [200])
        #expect(try vended.json["AccessKeyId"] == exported.json["AccessKeyId"])
        #expect(try await identity().answer == "\(Self.alice)\n")
        #expect(try machine.tokens()["signInRegion"] == .string("eu-west-1"))
        #expect(machine.refreshes.count == 1)
    }

    @Test func `the released AWS CLI runs farsign for a profile with credential_process, as Debian's does`()
        async throws
    {
        try await machine.signIn(profile: "dev", region: "eu-west-1")
        try machine.expire()
        let identity = try await identity()

        #expect(identity.answer == "\(Self.alice)\n", "\(identity.notices)")
        #expect(machine.refreshes.map(\.status) == [200])
        #expect(try await machine.history(["--kind", "vended"]).last?["actor"]?["process"]?.text == "aws")
    }

    @Test(arguments: 1...2)
    func `the released AWS CLI and farsign refresh at once, and both go on`(_ turn: Int) async throws {
        try await machine.signIn(profile: "dev", region: "eu-west-1", options: ["--integration", "native"])
        try machine.expire()
        async let theirs = exported()
        let ours = try await withThrowingTaskGroup { group in
            for _ in 1...8 { group.addTask { try await vended() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        let exported = try await theirs
        #expect(exported.status == 0, "\(exported.notices)")
        #expect(ours.map(\.status) == Array(repeating: 0, count: 8))
        #expect(ours.map(\.notices) == Array(repeating: "", count: 8))
        for _ in 1...2 {
            try machine.expire()
            #expect(try await self.exported().status == 0)
            try machine.expire()
            #expect(try await vended().status == 0)
        }
        // One at least for each time that the tokens had expired.
        #expect(machine.refreshes.count >= 5)
        #expect(machine.refreshes.count { $0.status != 200 } == 0)
    }

    @Test(arguments: CredentialFormat.allCases.map(\.rawValue))
    func `the released AWS CLI exports the same credentials in the same form`(_ format: String) async throws {
        try await machine.signIn(profile: "dev", region: "eu-west-1", options: ["--integration", "native"])
        let theirs = try await exported(format: format)
        let ours = try await vended(format: format)

        #expect(theirs.status == 0, "\(theirs.notices)")
        // It writes the zone of UTC as an offset.
        let expected = theirs.answer.replacing("+00:00", with: "Z")
        guard format == "process" else {
            #expect(ours.answer == expected)
            return
        }
        guard case .object(var members) = try ours.json else { throw MachineError(ours.answer) }
        #expect(members.removeValue(forKey: "AccountId") == .string("123456789012"))
        #expect(JSONValue.object(members) == (try JSONValue(parsing: Array(expected.utf8))))
    }

    @Test func `the released AWS CLI signs out of a session of either, and farsign says so`() async throws {
        for options in [["--integration", "native"], []] {
            try await machine.signIn(profile: "dev", region: "eu-west-1", options: ["--integration", "native"])
            let out =
                options.isEmpty
                ? try await machine.farsign(["logout", "--profile", "dev"])
                : try await aws(["logout", "--profile", "dev"])
            #expect(out.status == 0, "\(out.notices)")
            #expect(try machine.tokenPaths().isEmpty)
            #expect(try await vended().status == 3)
            #expect(try await exported().status != 0)
        }
        #expect(try await awsLogin().state == .exited(0))
        #expect(try await vended().status == 0)
    }

    @Test func `the released AWS CLI does not sign a profile in that runs farsign, until that is native`() async throws
    {
        try await machine.signIn(profile: "dev", region: "eu-west-1")
        let refused = try await aws(["login", "--remote", "--profile", "dev"])
        #expect(refused.status != 0)
        #expect(
            refused.notices.contains("already configured with Credential Process credentials"), "\(refused.notices)")

        try await machine.signIn(profile: "dev", region: "eu-west-1", options: ["--integration", "native"])
        let ended = try await awsLogin()
        #expect(ended.state == .exited(0), "\(ended.screen)")
        #expect(try await vended().status == 0)
    }
}
