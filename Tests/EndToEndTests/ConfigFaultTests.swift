import FarsignCore
import FoundationEssentials
import SignInSandbox
import Testing

@Suite("AWS config files of every kind")
struct ConfigFaultTests {
    /// What the file was, and what it is after `farsign login`. `PROCESS` is our line.
    static let edits: [(profile: String, before: String?, after: String)] = [
        ("dev", nil, "[profile dev]\nPROCESS\nregion = us-east-1\n"),
        ("dev", "", "[profile dev]\nPROCESS\nregion = us-east-1\n"),
        ("default", "[default]\nregion = eu-west-1\n", "[default]\nregion = eu-west-1\nPROCESS\n"),
        // Without a final line feed.
        ("dev", "[profile dev]\nregion = eu-west-1", "[profile dev]\nregion = eu-west-1\nPROCESS\n"),
        (
            "dev", "[profile other]\noutput = json",
            "[profile other]\noutput = json\n\n[profile dev]\nPROCESS\nregion = us-east-1\n"
        ),
        // CRLF stays CRLF.
        (
            "dev", "[profile dev]\r\nregion = eu-west-1\r\n[profile b]\r\n",
            "[profile dev]\r\nregion = eu-west-1\r\nPROCESS\r\n[profile b]\r\n"
        ),
        // Comments, order and what we do not know.
        (
            "dev",
            "# mine\n[profile dev] ; dev\n  # in\nregion=eu-west-1 # r\nx = 1\ns3 =\n  a = b\n\n; end\n"
                + "[profile z]\ny=\n",
            "# mine\n[profile dev] ; dev\n  # in\nregion=eu-west-1 # r\nx = 1\ns3 =\n  a = b\nPROCESS\n\n; end\n"
                + "[profile z]\ny=\n"
        ),
        (
            "a b", "[profile \"a b\"]\nregion = eu-west-1\n[default]\n",
            "[profile \"a b\"]\nregion = eu-west-1\nPROCESS\n[default]\n"
        ),
        ("a b", nil, "[profile \"a b\"]\nPROCESS\nregion = us-east-1\n"),
        (
            "dev", "[profile dev]\nlogin_session = arn:aws:iam::123456789012:user/Alice\nregion = eu-west-1\n",
            "[profile dev]\nregion = eu-west-1\nPROCESS\n"
        ),
    ]

    @Test(arguments: edits)
    func `change in the lines of the profile alone`(
        _ edit: (profile: String, before: String?, after: String)
    ) async throws {
        let machine = try await Machine()
        if let before = edit.before { try machine.write(before, to: machine.configPath) }

        try await machine.signIn(profile: edit.profile)

        let quoted = edit.profile.contains(" ") ? "'\(edit.profile)'" : edit.profile
        let process = "credential_process = \(Machine.farsign) credentials --profile \(quoted)"
        #expect(try machine.text(of: machine.configPath) == edit.after.replacing("PROCESS", with: process))
        let vended = try await machine.farsign(["credentials", "--profile", edit.profile])
        #expect(vended.status == 0, "\(vended.notices)")
    }

    @Test func `do not change at all where nothing has to`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let before = try machine.text(of: machine.configPath)

        try await machine.signIn(profile: "dev")

        #expect(try machine.text(of: machine.configPath) == before)
    }

    static let ambiguous: [(config: String, words: String)] = [
        (
            "[profile dev]\nregion = eu-west-1\n[profile b]\n[profile dev]\noutput = json\n",
            "the AWS config has two sections for profile dev, in lines 1 and 4"
        ),
        (
            "[profile dev]\nregion = eu-west-1\nregion = eu-west-2\n",
            "the AWS config sets region twice, in lines 2 and 3"
        ),
    ]

    @Test(arguments: ambiguous)
    func `with a section or key that stands twice are refused before a URL`(
        _ refused: (config: String, words: String)
    ) async throws {
        let machine = try await Machine()
        try machine.write(refused.config, to: machine.configPath)

        try await expectRefusal(on: machine, refused.words)

        #expect(try machine.text(of: machine.configPath) == refused.config)
    }

    static let others = [
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "role_arn = arn:aws:iam::123456789012:role/R",
        "sso_session = corp", "sso_account_id = 123456789012", "sso_role_name = R", "web_identity_token_file = /token",
        "credential_process = /opt/vault/bin/helper --json",
    ]

    @Test(arguments: others)
    func `with other credentials in the profile are refused before a URL`(_ line: String) async throws {
        let machine = try await Machine()
        let config = "[profile dev]\nregion = eu-west-1\n\(line)\n"
        try machine.write(config, to: machine.configPath)

        let key = String(line.prefix { $0 != " " })
        try await expectRefusal(
            on: machine, "profile dev already has other credentials: \(key) in \(machine.configPath)")

        #expect(try machine.text(of: machine.configPath) == config)
    }

    @Test func `with static keys in the credentials file are refused before a URL`() async throws {
        let machine = try await Machine()
        let keys = "[dev]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = none\n"
        let path = "\(machine.home)/.aws/credentials"
        try machine.write(keys, to: path)

        try await expectRefusal(
            on: machine, "profile dev already has other credentials: aws_access_key_id in \(path)")
        try await machine.signIn(profile: "other")

        #expect(try machine.text(of: path) == keys)
    }

    @Test func `elsewhere are found by their variables`() async throws {
        let machine = try await Machine()
        let keys = "\(machine.home)/keys"
        try machine.write("[dev]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n", to: keys)

        let refused = try await machine.farsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--no-wait"],
            environment: ["AWS_SHARED_CREDENTIALS_FILE": keys])
        let config = "\(machine.home)/elsewhere/config"
        try await machine.signIn(profile: "dev", environment: ["AWS_CONFIG_FILE": config])

        #expect(refused.status == 5)
        #expect(refused.notices.contains("aws_access_key_id in \(keys)"))
        #expect(try machine.text(of: config).contains("[profile dev]"))
        #expect(!FileManager.default.fileExists(atPath: machine.configPath))
    }

    private func expectRefusal(on machine: Machine, _ words: String) async throws {
        let refused = try await machine.farsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--no-wait", "--json"])
        #expect(refused.status == 5)
        #expect(refused.answer == "")
        let error = try JSONValue(parsing: Array(refused.notices.utf8))["error"]
        #expect(error?["summary"]?.text == words)
        #expect(error?["hint"]?.text?.isEmpty == false)
        #expect(!FileManager.default.fileExists(atPath: "\(machine.statePath)/pending"))
    }
}
