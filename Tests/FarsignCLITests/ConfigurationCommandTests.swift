import FarsignCore
import FarsignTestSupport
import FoundationEssentials
import SignInSandbox
import Synchronization
import Testing
import Text

@Suite("settings and rules in commands")
struct ConfigurationCommandTests {
    private let world: TestWorld

    init() async throws {
        world = try await TestWorld()
    }

    private func configure(_ text: String) throws {
        try world.write(text, to: "\(world.systemDirectory)/config.toml")
    }

    @Test func `a login takes its defaults from the configuration, and options take precedence`() async throws {
        try configure(
            "[login]\nregion = \"eu-west-1\"\ntimeout = 60\nintegration = \"native\"\n[accounts]\ndev = \"210987654321\"\n"
        )
        let offered = try await world.farsign(["login", "--profile", "dev", "--no-wait", "--json"])
        let event = try #require(try offered.json.first)
        #expect(event["region"]?.text == "eu-west-1")
        #expect(event["expires_at"]?.text == "2026-01-02T03:05:05Z")
        let refused = try await world.farsign(
            ["submit"], input: world.sandbox.signIn(at: #require(event["url"]?.text)))
        #expect(refused.status == 4)
        #expect(refused.notices.contains("account 210987654321 was expected"))

        try await world.signIn("dev", as: nil, ["--expect-account", "123456789012", "--timeout", "600"])
        #expect(try world.text(of: world.configPath).contains("login_session = "))
        try await world.signIn("other", as: nil, ["--integration", "process"])
        #expect(try world.text(of: world.configPath).contains("--profile other"))
    }

    @Test func `the environment and the profile name a region before the configuration does`() async throws {
        try configure("[login]\nregion = \"eu-west-1\"\n")
        try world.write("[profile dev]\nregion = eu-north-1\n", to: world.configPath)
        let profile = try await world.farsign(["login", "--profile", "dev", "--no-wait", "--json"])
        #expect(try profile.json.first?["region"]?.text == "eu-north-1")
        world.set("AWS_REGION", to: "us-west-2")
        let variable = try await world.farsign(["login", "--profile", "dev", "--no-wait", "--json"])
        #expect(try variable.json.first?["region"]?.text == "us-west-2")
    }

    @Test(arguments: [("true", [], true), ("true", ["--no-copy"], false), ("false", ["--copy"], true)])
    func `the URL is copied as the configuration says, unless an option says otherwise`(
        _ setting: String, _ options: [String], _ isCopied: Bool
    ) async throws {
        try configure("[login]\ncopy = \(setting)\nregion = \"eu-west-1\"\n")
        let copied = Flag()
        var ports = LoginPorts.unused
        ports.tmuxClipboard = { _ in copied.raise() }
        _ = try await world.farsign(["login", "--no-wait"] + options, ports: ports)
        #expect(copied.isRaised == isCopied)
    }

    @Test func `without a terminal, only the option says that it has no effect`() async throws {
        try configure("[login]\ncopy = true\nregion = \"eu-west-1\"\n")
        let quiet = try await world.farsign(["login", "--no-wait"])
        #expect(!quiet.notices.contains("--copy"))
        let told = try await world.farsign(["login", "--no-wait", "--copy"])
        #expect(told.notices.contains("--copy has no effect without a terminal"))
    }

    @Test func `a terminal is not asked for a paste that a rule forbids, and what comes is refused`() async throws {
        try configure("[login]\nregion = \"eu-west-1\"\n[rules]\nforbid-paste = true\n")
        let outcome = try await world.farsign(
            ["login"], typed: [],
            script: { _, deliver in
                for _ in 0..<6 { deliver(.text("state=a&code=b")) }
                deliver(.interrupted)
            })
        #expect(outcome.status == 130)
        #expect(!outcome.notices.contains("Reply (not shown)"))
        #expect(!outcome.notices.contains("/v1/authorize"))
        #expect(outcome.notices.contains("Run 'farsign-relay HOST' on the workstation"))
        #expect(outcome.notices.ranges(of: "a pasted reply is forbidden by forbid-paste in ").count == 6)

        let unattended = try await world.farsign(["login", "--no-wait"])
        #expect(unattended.status == 0)
        #expect(unattended.answer == "")
        let json = try await world.farsign(["login", "--no-wait", "--json"])
        #expect(try json.json.first?["url"] == .null)
    }

    @Test func `a session is not refreshed once its sign-in is older than the rule says`() async throws {
        try await world.signIn("dev")
        try configure("[rules]\nlongest-session = \"1h\"\n")
        for _ in 0..<3 {
            world.clock.advance(by: 901)
            #expect(try await world.farsign(["credentials", "--profile", "dev"]).status == 0)
        }
        world.clock.advance(by: 900)
        let refused = try await world.farsign(["credentials", "--profile", "dev"])

        #expect(refused.status == 3)
        #expect(refused.answer == "")
        #expect(refused.notices.contains("forbidden by longest-session in \(world.systemDirectory)/config.toml:2"))
        #expect(refused.lines.last == "farsign: hint: run 'farsign login --profile dev'")
        let failed = try await world.farsign(["audit", "list", "--kind", "refresh-failed", "--json"]).json
        #expect(failed.map { $0["detail"]?["error"]?.text } == ["session-too-old"])
        try await world.signIn("dev")
        #expect(try await world.farsign(["credentials", "--profile", "dev"]).status == 0)
    }

    @Test func `no other command refreshes such a session either, and logout still revokes it`() async throws {
        // At the end it is the machine's own time, by which libcurl signs.
        let world = try await TestWorld(time: Date() - 3_601)
        try await world.signIn("dev")
        try world.write("[rules]\nlongest-session = \"1h\"\n", to: "\(world.systemDirectory)/config.toml")
        world.clock.advance(by: 3_601)
        #expect(try await world.farsign(["sessions", "--aws", "--profile", "dev"]).status == 3)
        #expect(try await world.farsign(["credentials", "--profile", "dev"]).status == 3)
        let out = try await world.farsign(["logout", "--profile", "dev", "--revoke"])
        #expect(out.status == 0, "\(out.notices)")
    }

    static let rules = [
        ("allowed-accounts = [\"210987654321\"]", "the account 123456789012"),
        ("allowed-regions = [\"eu-west-1\"]", "the region us-east-1"),
        ("allowed-partitions = [\"aws-cn\"]", "the region us-east-1 of the partition aws"),
    ]

    @Test(arguments: rules)
    func `a session that a new rule forbids is not refreshed, and its last credentials run out`(
        _ rule: String, _ subject: String
    ) async throws {
        try await world.signIn("dev")
        try configure("[rules]\n\(rule)\n")
        #expect(try await world.farsign(["credentials", "--profile", "dev"]).status == 0)
        world.clock.advance(by: 700)
        let refused = try await world.farsign(["credentials", "--profile", "dev"])

        #expect(refused.status == 4)
        #expect(refused.answer == "")
        #expect(refused.lines.first?.hasPrefix("farsign: error: \(subject) is forbidden by ") == true)
    }

    @Test func `a session is not refreshed while the rules cannot be read`() async throws {
        try await world.signIn("dev")
        try configure("[rules]\nforbid-past = true\n")
        world.clock.advance(by: 901)
        let refused = try await world.farsign(["credentials", "--profile", "dev"])
        #expect(refused.status == 5)
        #expect(refused.lines.last == "farsign: hint: did you mean forbid-paste?")
    }

    @Test func `a login needs a history that was shipped in time`() async throws {
        let folder = "\(world.home)/shipped"
        try world.write("", to: "\(folder)/.keep")
        try configure("[audit]\nship-to = \"\(folder)\"\n[rules]\nrequire-shipping = \"\(folder)\"\n")
        try await world.signIn("dev")
        world.clock.advance(by: 86_400)
        try await world.signIn("dev")
        world.clock.advance(by: 1)
        let refused = try await world.farsign(["login", "--profile", "dev", "--no-wait", "--region", "us-east-1"])

        #expect(refused.status == 4)
        #expect(refused.answer == "")
        #expect(
            refused.lines.first
                == "farsign: error: events since 2026-01-02T03:04:05.000Z are not in \(folder), and a sign-in without them "
                + "is forbidden by require-shipping in \(world.systemDirectory)/config.toml:4")
        #expect(refused.lines.last == "farsign: hint: run 'farsign audit ship --to \(folder)'")

        #expect(try await world.farsign(["audit", "ship"]).status == 0)
        try await world.signIn("dev")
    }

    @Test func `a limit for unshipped events can be shorter`() async throws {
        let folder = "\(world.home)/shipped"
        try configure("[rules]\nrequire-shipping = \"\(folder)\"\nlongest-unshipped = \"1m\"\n")
        try await world.signIn("dev")
        world.clock.advance(by: 61)
        #expect(try await world.farsign(["login", "--no-wait", "--region", "us-east-1"]).status == 4)
    }

    @Test func `config shows the values of this machine as JSON`() async throws {
        try configure("[login]\nregion = \"eu-west-1\"\n[rules]\ncallback-ports = [8976, \"9000-9010\"]\n")
        world.set("FARSIGN_TIMEOUT", to: "30")
        let shown = try await world.farsign(["config", "--json"])
        try Golden.expect(Golden.transcript(["config", "--json"], shown, in: world), "config.jsonl")
        #expect(try await world.farsign(["config", "show", "--json"]).answer == shown.answer)
    }
}

/// Something that happened, or did not.
private final class Flag: Sendable {
    private let state = Mutex(false)
    var isRaised: Bool { state.withLock { $0 } }

    func raise() -> Bool {
        state.withLock { $0 = true }
        return true
    }
}
