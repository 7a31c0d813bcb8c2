import FarsignCore
import FoundationEssentials
import Testing
import Text

@Suite("AWS config files of every kind", .bothPrograms)
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
    func `config files change in the lines of the profile alone`(
        _ edit: (profile: String, before: String?, after: String)
    ) async throws {
        let machine = try await Machine()
        if let before = edit.before { try machine.write(before, to: machine.configPath) }

        try await machine.signIn(profile: edit.profile)

        let quoted = edit.profile.contains(" ") ? "'\(edit.profile)'" : edit.profile
        let process = "credential_process = \(Machine.helper) --profile \(quoted)"
        #expect(try machine.text(of: machine.configPath) == edit.after.replacing("PROCESS", with: process))
        let vended = try await machine.farsign(["credentials", "--profile", edit.profile])
        #expect(vended.status == 0, "\(vended.notices)")
    }

    @Test func `config files do not change at all where nothing has to`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let before = try machine.text(of: machine.configPath)

        try await machine.signIn(profile: "dev")

        #expect(try machine.text(of: machine.configPath) == before)
    }

    static let ambiguous: [(config: String, words: String)] = [
        (
            "[profile dev]\nregion = eu-west-1\n[profile b]\n[profile dev]\noutput = json\n",
            "the AWS config has two sections for profile dev, on lines 1 and 4"
        ),
        (
            "[profile dev]\nregion = eu-west-1\nregion = eu-west-2\n",
            "the AWS config sets region twice, on lines 2 and 3"
        ),
    ]

    @Test(arguments: ambiguous)
    func `config files with a section or key that stands twice are refused before a URL`(
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
    func `config files with other credentials in the profile are refused before a URL`(_ line: String) async throws {
        let machine = try await Machine()
        let config = "[profile dev]\nregion = eu-west-1\n\(line)\n"
        try machine.write(config, to: machine.configPath)

        let key = String(line.prefix { $0 != " " })
        try await expectRefusal(
            on: machine, "profile dev already has other credentials: \(key) in \(machine.configPath)")

        #expect(try machine.text(of: machine.configPath) == config)
    }

    @Test func `config files with static keys in the credentials file are refused before a URL`() async throws {
        let machine = try await Machine()
        let keys = "[dev]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = none\n"
        let path = "\(machine.home)/.aws/credentials"
        try machine.write(keys, to: path)

        try await expectRefusal(
            on: machine, "profile dev already has other credentials: aws_access_key_id in \(path)")
        try await machine.signIn(profile: "other")

        #expect(try machine.text(of: path) == keys)
    }

    @Test func `config files elsewhere are found by their variables`() async throws {
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

    /// What the AWS CLI and boto3 cannot read, and the line of it.
    static let unreadable: [(file: String, bytes: [UInt8], words: String)] = [
        (
            "config", Array("[profile b]\n[profile c]\n[profile b]\n".utf8),
            "line 3: the section [profile b] occurs twice"
        ),
        ("config", Array("[profile b]\nx = 1\n# no\nX: 2\n".utf8), "line 4: the key x occurs twice in its section"),
        ("config", Array("x = 1\n[profile b]\n".utf8), "line 1: there is no section header above it"),
        ("config", Array("[profile b]\nnothing\n".utf8), "line 2: it is neither a section nor a key with a value"),
        ("config", Array("[profile b]\n# M".utf8) + [0xFC] + Array("ller\n".utf8), "line 2: it is not UTF-8"),
        ("config", Array("\u{FEFF}# mine\n[profile b]\n".utf8), "line 1: there is no section header above it"),
        ("config", Array("[profile b]\r\ns3 =\r\n  x\r\n".utf8), "line 2: an indented line below it has no '='"),
        ("credentials", Array("[b]\n[b]\n".utf8), "line 2: the section [b] occurs twice"),
    ]

    @Test(arguments: unreadable)
    func `config files that the Python tools cannot read are named with the line, before the URL`(
        _ file: (file: String, bytes: [UInt8], words: String)
    ) async throws {
        let machine = try await Machine()
        let path = "\(machine.home)/.aws/\(file.file)"
        try machine.write("", to: path)
        try Data(file.bytes).write(to: URL(filePath: path))
        let login = try machine.loginAtTerminal()
        let screen = try await login.prompted()
        let warning = "farsign: warning: the AWS CLI and boto3 cannot read \(path), because of \(file.words)"
        let place = try #require(screen.firstRange(of: warning), "\(screen)")
        #expect(!screen[..<place.lowerBound].contains("/v1/authorize"))
        let theirs = try await machine.run(
            Client.boto3, ["-c", "import boto3; boto3.Session(profile_name='b').get_credentials()"])
        #expect(theirs.notices.contains("ConfigParseError"), "\(theirs.notices)")
    }

    /// Where botocore finds credentials that a plainer reading does not.
    static let hidden: [(config: String, credentials: String, words: String)] = [
        ("[DEFAULT]\naws_access_key_id = A\n[profile dev]\nregion = x\n", "", "aws_access_key_id in CONFIG"),
        ("[profiles dev]\nrole_arn = r\n[profile b]\n", "", ""),
        ("[profile dev]\nregion = eu-west-1\n[profiles dev]\nrole_arn = r\n", "", "role_arn in CONFIG"),
        ("", "[DEFAULT]\naws_access_key_id = A\n[dev]\n", "aws_access_key_id in CREDENTIALS"),
        ("", "[dev]\nlogin_session = arn:aws:iam::123456789012:user/B\n", "login_session in CREDENTIALS"),
        ("[profile dev]\n\u{A0}aws_access_key_id = A\n", "", "aws_access_key_id in CONFIG"),
    ]

    @Test(arguments: hidden)
    func `config files with credentials that botocore alone would find are refused before a URL`(
        _ files: (config: String, credentials: String, words: String)
    ) async throws {
        let machine = try await Machine()
        let (config, credentials) = (machine.configPath, "\(machine.home)/.aws/credentials")
        try machine.write(files.config, to: config)
        try machine.write(files.credentials, to: credentials)
        guard !files.words.isEmpty else {
            // A section above ours, which botocore leaves aside for ours.
            try await machine.signIn(profile: "dev")
            let identity = try await machine.identity(in: Client.boto3, profile: "dev")
            #expect(identity.status == 0, "\(identity.notices)")
            return
        }
        let words = files.words.replacing("CONFIG", with: config).replacing("CREDENTIALS", with: credentials)
        try await expectRefusal(on: machine, "profile dev already has other credentials: \(words)")
    }

    @Test(arguments: ["[ profile dev ]", "[profile dev]]", "[profile dev ] x]"])
    func `config files have sections that are no profile, and stay as they are`(_ header: String) async throws {
        let machine = try await Machine()
        try machine.write("\(header)\nregion = eu-west-1\n", to: machine.configPath)

        try await machine.signIn(profile: "dev")

        let config = try machine.text(of: machine.configPath)
        #expect(config.hasPrefix("\(header)\nregion = eu-west-1\n\n[profile dev]\ncredential_process = "), "\(config)")
        let identity = try await machine.identity(in: Client.boto3, profile: "dev")
        #expect(identity.status == 0, "\(identity.notices)")
    }

    @Test func `config files with a comment after our line are written without it, which botocore would run`()
        async throws
    {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let config = try machine.text(of: machine.configPath)
        try machine.write(config.replacing("--profile dev\n", with: "--profile dev # mine\n"), to: machine.configPath)

        try await machine.signIn(profile: "dev")

        #expect(try machine.text(of: machine.configPath) == config)
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
