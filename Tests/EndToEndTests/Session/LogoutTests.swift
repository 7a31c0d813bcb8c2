import FarsignCore
import FoundationEssentials
import SignInSandbox
import Testing
import Text

@Suite("farsign logout", .bothPrograms)
struct LogoutTests {
    private let machine: Machine
    private static let alice = "arn:aws:iam::123456789012:user/Alice"
    private static let bob = "arn:aws:sts::123456789012:assumed-role/Admin/bob"

    init() async throws {
        machine = try await Machine()
    }

    @Test func `logout removes the tokens, and the profile then says how to sign in`() async throws {
        try await machine.signIn(profile: "dev")
        let logout = try await machine.farsign(["logout", "--profile", "dev"])
        let vend = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(logout.status == 0)
        #expect(logout.notices == "Signed out \(Self.alice) (profile dev).\n")
        #expect(try machine.tokenPaths() == [])
        #expect(vend.status == 3)
        #expect(vend.notices.hasSuffix("farsign: hint: run 'farsign login --profile dev'\n"))
        #expect(machine.count(.redeem) == 1)
        #expect(machine.count(.revoke) == 0)
        let client = try await machine.identity(in: Client.oldBoto3, profile: "dev")
        #expect(client.status != 0)
        #expect(client.notices.contains("farsign login --profile dev"))
    }

    @Test func `logout of a profile that shares its session names the other, and keeps the tokens`() async throws {
        try await machine.signIn(profile: "one")
        try await machine.signIn(profile: "two")
        let logout = try await machine.farsign(["logout", "--profile", "one"])

        #expect(logout.status == 0)
        #expect(
            logout.notices == "Signed out profile one. The tokens of \(Self.alice) are kept for profile two.\n")
        #expect(try await machine.farsign(["credentials", "--profile", "one"]).status == 3)
        #expect(try await machine.farsign(["credentials", "--profile", "two"]).status == 0)
        let last = try await machine.farsign(["logout", "--profile", "two"])
        #expect(last.notices == "Signed out \(Self.alice) (profile two).\n")
        #expect(try machine.tokenPaths() == [])
    }

    @Test func `logout of a native profile that shares its session stops the AWS tools too`() async throws {
        try await machine.signIn(profile: "one", options: ["--integration", "native"])
        try await machine.signIn(profile: "two", options: ["--integration", "native"])
        let logout = try await machine.farsign(["logout", "--profile", "one"])

        #expect(logout.status == 0)
        #expect(try await machine.identity(in: Client.boto3, profile: "one").status != 0)
        #expect(try await machine.identity(in: Client.boto3, profile: "two").answer == Self.alice)
    }

    @Test func `--all signs out of every session`() async throws {
        try await machine.signIn(profile: "dev", as: Self.alice)
        try await machine.signIn(profile: "shared", as: Self.alice)
        try await machine.signIn(profile: "prod", as: Self.bob)
        let logout = try await machine.farsign(["logout", "--all"])

        #expect(logout.status == 0)
        for name in [Self.alice, Self.bob, "profile dev", "profile shared", "profile prod"] {
            #expect(logout.notices.contains(name))
        }
        #expect(try machine.tokenPaths() == [])
        let sessions = try await machine.farsign(["sessions", "--json"]).json.array
        #expect(sessions.count == 3)
        #expect(Set(sessions.map { $0["status"]?.text }) == ["signed-out"])
        let again = try await machine.farsign(["logout", "--all"])
        #expect(again.status == 0)
        #expect(again.notices == "farsign: warning: there is no session to sign out of\n")
    }

    @Test func `--revoke ends the tokens at AWS, for this session alone`() async throws {
        try await machine.signIn(profile: "dev", as: Self.alice)
        try await machine.signIn(profile: "shared", as: Self.alice)
        try await machine.signIn(profile: "prod", as: Self.bob)
        let kept = try machine.tokenPaths().map { ($0, try machine.text(of: $0)) }
        let logout = try await machine.farsign(["logout", "--profile", "dev", "--revoke"])

        #expect(logout.status == 0, "\(logout.notices)")
        #expect(
            logout.notices
                == "Signed out \(Self.alice) (profile dev, profile shared), and its tokens were revoked at AWS.\n")
        #expect(machine.sandbox.requests.filter { $0.what == .revoke }.map(\.status) == [200])
        #expect(try await machine.farsign(["credentials", "--profile", "shared"]).status == 3)
        #expect(try await machine.farsign(["credentials", "--profile", "prod"]).status == 0)

        // A copy of the tokens is worth nothing now.
        let (removed, text) = try #require(kept.first { !FileManager.default.fileExists(atPath: $0.0) })
        try machine.write(text, to: removed)
        try machine.write(
            "[profile thief]\nlogin_session = \(Self.alice)\nregion = us-east-1\n", to: machine.configPath)
        try FileManager.default.removeItem(atPath: try #require(try machine.tokenPaths().first { $0 != removed }))
        try machine.expire()
        let thief = try await machine.farsign(["credentials", "--profile", "thief"])
        #expect(thief.status == 3)
        #expect(machine.refreshes.last?.error == "TOKEN_EXPIRED")
        #expect(
            try await machine.history(["--kind", "revoked"]).map { $0["outcome"]?.text } == ["ok"])
    }

    @Test(arguments: [
        (SignInSandbox.Fault.error(.serverError), Int32(6)), (.reset, 6), (.error(.insufficientPermissions), 4),
    ])
    func `--revoke that fails removes the tokens here all the same`(
        _ fault: SignInSandbox.Fault, _ status: Int32
    ) async throws {
        try await machine.signIn(profile: "dev")
        machine.sandbox.fail(fault, on: .revoke, times: 10)
        let logout = try await machine.farsign(["logout", "--profile", "dev", "--revoke"])

        #expect(logout.status == status, "\(logout.notices)")
        #expect(logout.notices.contains("Signed out \(Self.alice) (profile dev).\n"))
        #expect(logout.notices.contains("farsign: error: "))
        #expect(try machine.tokenPaths() == [])
        #expect(try await machine.farsign(["credentials", "--profile", "dev"]).status == 3)
        let revoked = try #require(try await machine.history(["--kind", "revoked"]).last)
        #expect(revoked["outcome"] == .string("failed"))
        #expect(revoked["detail"]?["error"]?.text != nil)
    }

    @Test func `logout without a session warns, and is done`() async throws {
        try machine.write("[profile dev]\nregion = us-east-1\n", to: machine.configPath)
        let logout = try await machine.farsign(["logout", "--profile", "dev"])
        #expect(logout.status == 0)
        #expect(logout.notices == "farsign: warning: profile dev has no session\n")
    }
}
