import FoundationEssentials
import SignInSandbox
import Testing
import Text

@Suite("native integration", .bothPrograms)
struct NativeIntegrationTests {
    private let machine: Machine
    private static let alice = "arn:aws:iam::123456789012:user/Alice"

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev", region: "eu-west-1", options: ["--integration", "native"])
    }

    @Test func `a native profile is as aws login leaves it`() async throws {
        let config = try machine.text(of: machine.configPath)
        #expect(config.contains("login_session = \(Self.alice)\n"))
        #expect(config.contains("region = eu-west-1\n"))
        #expect(!config.contains("credential_process"))
    }

    @Test func `botocore reads a native session by itself`() async throws {
        let identity = try await machine.identity(in: Client.boto3, profile: "dev")

        #expect(identity.answer == Self.alice, "\(identity.notices)")
        #expect(try await machine.history(["--kind", "vended"]).isEmpty)
    }

    @Test func `botocore refreshes a native session by itself, and farsign goes on with what it wrote`() async throws {
        try machine.expire()
        let before = try machine.tokens()
        let identity = try await machine.identity(in: Client.boto3, profile: "dev")
        let rotated = try machine.tokens()
        #expect(identity.answer == Self.alice, "\(identity.notices)")
        #expect(machine.refreshes.count == 1)
        #expect(rotated["refreshToken"] != before["refreshToken"])

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try vended.json["AccessKeyId"] == rotated["accessToken"]?["accessKeyId"])
        #expect(machine.refreshes.count == 1)

        try machine.expire()
        let refreshed = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(refreshed.status == 0, "\(refreshed.notices)")
        #expect(machine.refreshes.map(\.status) == [200, 200])
        let again = try await machine.identity(in: Client.boto3, profile: "dev")
        #expect(again.answer == Self.alice, "\(again.notices)")
        #expect(machine.refreshes.count == 2)
    }

    @Test func `a token that a tool rotates while farsign refreshes it is read again`() async throws {
        try machine.expire()
        let held = try machine.text(of: machine.tokenPath)
        // The tool's answer comes first, and its window for the old token is over.
        machine.sandbox.update { $0.refreshWindow = .zero }
        let rotated = try await machine.identity(in: Client.boto3, profile: "dev")
        #expect(rotated.answer == Self.alice, "\(rotated.notices)")
        let new = try machine.text(of: machine.tokenPath)
        try machine.write(held, to: machine.tokenPath)
        machine.sandbox.fail(.none, on: .refresh, delay: .seconds(2))

        let vend = try machine.startFarsign(["credentials", "--profile", "dev"])
        try await machine.waitForRequests(.refresh, 2)
        try machine.write(new, to: machine.tokenPath)
        let vended = try await vend.end()

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(machine.refreshes.last?.error == "TOKEN_EXPIRED")
        #expect(try vended.json["AccessKeyId"] == machine.tokens()["accessToken"]?["accessKeyId"])
    }

    @Test func `a profile with a credential process loses it`() async throws {
        try await machine.signIn(profile: "other", region: "eu-west-1")
        #expect(try machine.text(of: machine.configPath).contains("credential_process = "))
        try await machine.signIn(profile: "other", region: "eu-west-1", options: ["--integration", "native"])
        #expect(!(try machine.text(of: machine.configPath).contains("credential_process")))
        let identity = try await machine.identity(in: Client.boto3, profile: "other")
        #expect(identity.answer == Self.alice, "\(identity.notices)")
    }

    @Test func `a second sign-in goes back to the credential process`() async throws {
        try await machine.signIn(profile: "dev", region: "eu-west-1")
        let config = try machine.text(of: machine.configPath)
        #expect(!config.contains("login_session"))
        #expect(config.contains("credential_process = "))
        let identity = try await machine.identity(in: Client.oldBoto3, profile: "dev")
        #expect(identity.answer == Self.alice, "\(identity.notices)")
    }
}
