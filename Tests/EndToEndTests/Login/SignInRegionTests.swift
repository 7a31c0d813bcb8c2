import FoundationEssentials
import SignInSandbox
import Testing
import Text

/// `signInRegion` in a token file: where a refresh goes, whatever the profile says.
@Suite("the region of a sign-in", .bothPrograms)
struct SignInRegionTests {
    private static let alice = "arn:aws:iam::123456789012:user/Alice"
    private static let (dublin, oregon) = ("eu-west-1.signin.aws.amazon.com", "us-west-2.signin.aws.amazon.com")

    private let machine: Machine
    private let front: TLSFront

    init() async throws {
        machine = try await Machine()
        front = try await TLSFront(machine, for: [Self.dublin, Self.oregon])
    }

    private var environment: [String: String] { front.environment(["AWS_CA_BUNDLE": front.authority]) }

    private func vend(_ more: [String: String] = [:]) async throws -> Machine.Outcome {
        try await machine.farsign(
            ["credentials", "--profile", "dev"], environment: environment.merging(more) { $1 })
    }

    /// As `aws login` leaves it, signed in in Ireland, on a machine whose farsign has never heard of it.
    private func signInByAWSLogin(region: String?) async throws {
        try await machine.signIn(profile: "dev", region: "eu-west-1", options: ["--integration", "native"])
        try FileManager.default.removeItem(atPath: machine.statePath)
        let line = region.map { "region = \($0)\n" } ?? ""
        try machine.write("[profile dev]\nlogin_session = \(Self.alice)\n\(line)", to: machine.configPath)
    }

    @Test func `the region of a sign-in is written at the sign-in, and stays when the tokens are refreshed`()
        async throws
    {
        try await machine.signIn(profile: "dev", region: "ap-northeast-1")
        let signedIn = try machine.tokens()["signInRegion"]
        try machine.expire()
        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(signedIn == .string("ap-northeast-1"))
        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try machine.tokens()["signInRegion"] == .string("ap-northeast-1"))
    }

    @Test func `the region of a sign-in is written again where an SDK dropped it`() async throws {
        try await machine.signIn(profile: "dev", region: "ap-northeast-1")
        try machine.editTokens { $0["signInRegion"] = nil }
        try machine.expire()
        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try machine.tokens()["signInRegion"] == .string("ap-northeast-1"))
    }

    @Test(arguments: ["eu-west-1", nil])
    func `the region of a sign-in comes before the profile's, and is kept`(_ region: String?) async throws {
        try await signInByAWSLogin(region: region)
        try machine.editTokens { $0["signInRegion"] = .string("us-west-2") }
        try machine.expire()
        let vended = try await vend()

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try front.hosts == ["\(Self.oregon):443"])
        #expect(try machine.tokens()["signInRegion"] == .string("us-west-2"))
        let listed = try await machine.farsign(["sessions", "--json"])
        #expect(try listed.json.array.first?["region"]?.text == "us-west-2")
    }

    @Test func `the region of a sign-in of a session without one is the profile's, and is not made up`() async throws {
        try await signInByAWSLogin(region: "eu-west-1")
        try machine.editTokens { $0["signInRegion"] = nil }
        try machine.expire()
        let vended = try await vend(["AWS_REGION": "us-west-2"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try front.hosts == ["\(Self.dublin):443"])
        #expect(try machine.tokens()["signInRegion"] == nil)
    }

    @Test
    func `the region of a sign-in is the newer one, where aws login has signed a session of ours in again elsewhere`()
        async throws
    {
        let offered = try await machine.offer(
            region: "eu-west-1", options: ["--integration", "native"], environment: environment)
        let submitted = try await machine.farsign(
            ["submit"], input: machine.sandbox.signIn(at: offered.url), environment: environment)
        try machine.editTokens { $0["signInRegion"] = .string("us-west-2") }
        try machine.expire()
        let vended = try await vend()
        let loggedOut = try await machine.farsign(
            ["logout", "--profile", "dev", "--revoke", "--verbose"], environment: environment)

        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try front.hosts.dropFirst(2).first == "\(Self.oregon):443")
        // Its certificate is not for that host; that it was asked for is what counts.
        #expect(loggedOut.status != 0)
        #expect(try front.hosts.last == "us-west-2.oauth.signin.aws:443")
    }

    /// As `aws login --region` leaves the profile: without a region.
    @Test func `the region of a sign-in that nothing names is needed for a refresh alone`() async throws {
        try await signInByAWSLogin(region: nil)
        try machine.editTokens { $0["signInRegion"] = nil }
        let vended = try await vend()
        let listed = try await machine.farsign(["sessions"])
        let json = try await machine.farsign(["sessions", "--json"])
        try machine.expire()
        let refused = try await vend()
        let refreshed = try await vend(["AWS_REGION": "us-west-2"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(listed.answer.contains("Alice  -  "), "\(listed.answer)")
        #expect(try json.json.array.first?["region"] == .null)
        #expect(refused.status == 64)
        #expect(
            refused.notices.contains("the region in which \(Self.alice) signed in is unknown"), "\(refused.notices)")
        #expect(refreshed.status == 0, "\(refreshed.notices)")
        #expect(try front.hosts == ["\(Self.oregon):443"])
    }

    @Test(arguments: ["evil.example", "us-west-2.evil.example/", "US-WEST-2", ""])
    func `the region of a sign-in that is none is no host, and is kept`(_ region: String) async throws {
        try await signInByAWSLogin(region: "eu-west-1")
        try machine.editTokens { $0["signInRegion"] = .string(region) }
        try machine.expire()
        let vended = try await vend()

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try front.hosts == ["\(Self.dublin):443"])
        #expect(try machine.tokens()["signInRegion"] == .string(region))
    }

    // A pseudo region means the region, with FIPS.
    @Test(arguments: ["fips-us-west-2", "us-west-2-fips"])
    func `the region of a sign-in may be a pseudo region that means FIPS`(_ region: String) async throws {
        let offered = try await machine.offer(region: region, environment: environment)
        try machine.write("[profile other]\nregion = \(region)\n", to: machine.configPath)
        let other = try await machine.farsign(
            ["login", "--profile", "other", "--no-wait"], environment: environment)
        let refused = try await machine.farsign(["login", "--region", region, "--no-wait"])

        let start = "https://signin-fips.us-west-2.amazonaws.com/v1/authorize?"
        #expect(offered.url.hasPrefix(start))
        #expect(other.answer.hasPrefix(start), "\(other.notices)")
        // The sandbox's address is a custom endpoint, which does not go with FIPS.
        #expect(refused.status == 64)
        #expect(refused.notices.contains("a custom endpoint cannot be combined with FIPS"), "\(refused.notices)")
    }

    @Test func `the region of a sign-in is that of the shared credentials file where only that has one`() async throws {
        try machine.write("[dev]\nregion = us-west-2\n", to: "\(machine.home)/.aws/credentials")
        let started = try await machine.farsign(
            ["login", "--profile", "dev", "--no-wait"], environment: environment)
        #expect(started.answer.hasPrefix("https://\(Self.oregon)/v1/authorize?"), "\(started.notices)")
    }

    /// We write the config alone, and the shared credentials file comes before it.
    @Test func `the region of a sign-in of the shared credentials file stays the profile's`() async throws {
        let path = "\(machine.home)/.aws/credentials"
        try machine.write("[dev]\nregion = us-west-2\n", to: path)
        let native = try await machine.farsign(
            ["login", "--profile", "dev", "--region", "eu-west-1", "--integration", "native", "--replace", "--no-wait"])
        try await machine.signIn(profile: "dev", region: "eu-west-1")

        #expect(native.status == 5)
        #expect(native.notices.contains("in us-west-2, the region of profile dev"), "\(native.notices)")
        #expect(native.notices.contains("hint: change its region in \(path)"), "\(native.notices)")
        #expect(try !machine.text(of: machine.configPath).contains("region"))
        #expect(try machine.tokens()["signInRegion"] == .string("eu-west-1"))
    }

    @Test func `the region of a sign-in is that of the shared credentials file for a session of aws login too`()
        async throws
    {
        try await signInByAWSLogin(region: nil)
        try machine.editTokens { $0["signInRegion"] = nil }
        try machine.write("[dev]\nregion = us-west-2\n", to: "\(machine.home)/.aws/credentials")
        try machine.expire()
        let vended = try await vend()

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try front.hosts == ["\(Self.oregon):443"])
    }
}
