import Testing

/// What belongs to other tools and other profiles.
@Suite("the user's own files", .bothPrograms)
struct OtherFilesTests {
    private let machine: Machine
    private var credentialsPath: String { "\(machine.home)/.aws/credentials" }
    private static let config = """
        # of old\r
        [default]\r
        region=us-west-2 ; here\r

        [profile keys]
          output =   json
        [profile sso]
        sso_session = corp
        sso_account_id = 123456789012
        [sso-session corp]
        sso_region = us-east-1
        [services local]
        s3 =
          endpoint_url = http://127.0.0.1:1
        """
    private static let credentials = """
        [keys]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
        """

    init() async throws {
        machine = try await Machine()
        try machine.write(Self.config, to: machine.configPath)
        try machine.write(Self.credentials, to: credentialsPath)
        try machine.write("{\"other\": 1}", to: "\(machine.tokenDirectory)/0123.json")
        try machine.write("{\"sso\": 1}", to: "\(machine.home)/.aws/sso/cache/4567.json")
        try machine.write("{\"cli\": 1}", to: "\(machine.home)/.aws/cli/cache/89ab.json")
    }

    @Test(arguments: ["process", "native"], [["--profile", "dev"], ["--all"], ["--profile", "dev", "--revoke"]])
    func `the user's own files stay byte for byte through login, vend and logout`(
        _ integration: String, _ logout: [String]
    ) async throws {
        try await machine.signIn(profile: "dev", region: "eu-west-1", options: ["--integration", integration])
        let signedIn = try machine.text(of: machine.configPath)
        #expect(try await machine.farsign(["credentials", "--profile", "dev"]).status == 0)
        let ended = try await machine.farsign(["logout"] + logout)

        #expect(ended.status == 0, "\(ended.notices)")
        #expect(signedIn.utf8.starts(with: Self.config.utf8))
        #expect(try machine.text(of: machine.configPath).utf8.starts(with: Self.config.utf8))
        #expect(try machine.text(of: credentialsPath) == Self.credentials)
        #expect(try machine.text(of: "\(machine.tokenDirectory)/0123.json") == "{\"other\": 1}")
        #expect(try machine.text(of: "\(machine.home)/.aws/sso/cache/4567.json") == "{\"sso\": 1}")
        #expect(try machine.text(of: "\(machine.home)/.aws/cli/cache/89ab.json") == "{\"cli\": 1}")
    }

    @Test(arguments: ["keys", "sso"])
    func `a profile of another kind is refused before any URL, and stays`(_ profile: String) async throws {
        let login = try await machine.farsign(["login", "--profile", profile, "--region", "us-east-1", "--no-wait"])

        #expect(login.status == 5)
        #expect(login.answer == "")
        #expect(login.notices.contains(profile == "keys" ? credentialsPath : machine.configPath))
        #expect(login.notices.contains(profile == "keys" ? "aws_access_key_id" : "sso_session"))
        #expect(try machine.text(of: machine.configPath) == Self.config)
    }
}
