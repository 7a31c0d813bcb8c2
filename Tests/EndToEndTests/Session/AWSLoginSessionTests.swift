import FoundationEssentials
import SignInSandbox
import Testing
import Text

/// A session that `aws login` made, on a machine whose farsign has never heard of it.
@Suite("a session of aws login", .bothPrograms)
struct AWSLoginSessionTests {
    private let machine: Machine
    private static let alice = "arn:aws:iam::123456789012:user/Alice"

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev", region: "eu-west-1", options: ["--integration", "native"])
        try FileManager.default.removeItem(atPath: machine.statePath)
        try machine.write(
            "[profile dev]\nlogin_session = \(Self.alice)\nregion = eu-west-1\n", to: machine.configPath)
        // As json.dumps writes it for the AWS CLI, and with what a later version may add.
        try machine.editTokens { $0["addedLater"] = .object(["kept": .array([.integer(1), .null])]) }
        let rewritten = try await machine.run(
            "/usr/bin/python3",
            ["-c", "import json,sys; p=sys.argv[1]; d=json.load(open(p)); json.dump(d, open(p,'w'), indent=2)"]
                + [machine.tokenPath])
        try #require(rewritten.status == 0)
    }

    @Test func `its key is one that openssl reads`() async throws {
        let key = try #require(try machine.tokens()["dpopKey"]?.text)
        #expect(key.hasPrefix("-----BEGIN EC PRIVATE KEY-----\n"))
        let read = try await machine.run(
            "/usr/bin/openssl", ["ec", "-noout", "-text", "-conv_form", "uncompressed"], input: key)
        #expect(read.status == 0, "\(read.notices)")
        #expect(read.answer.contains("ASN1 OID: prime256v1"))
    }

    @Test func `a session of aws login is vended as it is, and its file stays as it is`() async throws {
        let before = try machine.text(of: machine.tokenPath)
        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try vended.json["AccessKeyId"] == machine.tokens()["accessToken"]?["accessKeyId"])
        #expect(try vended.json["AccountId"] == .string("123456789012"))
        #expect(try machine.text(of: machine.tokenPath) == before)
        #expect(machine.refreshes.isEmpty)
    }

    @Test func `a session of aws login is refreshed where needed, in the format of its file`() async throws {
        try machine.expire()
        let before = try machine.tokens()
        let vended = try await machine.farsign(["credentials", "--profile", "dev"])
        let after = try machine.tokens()

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(machine.refreshes.map(\.status) == [200])
        #expect(try after.names() == before.names())
        for member in ["addedLater", "dpopKey", "clientId", "idToken", "tokenType"] {
            #expect(after[member] == before[member], "\(member)")
        }
        #expect(after["refreshToken"] != before["refreshToken"])
        let access = try #require(after["accessToken"])
        #expect(try access.names() == ["accessKeyId", "accountId", "expiresAt", "secretAccessKey", "sessionToken"])
        #expect(try access["accessKeyId"] == vended.json["AccessKeyId"])
        #expect(access["expiresAt"]?.text?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        let identity = try await machine.identity(in: Client.boto3, profile: "dev")
        #expect(identity.answer == Self.alice, "\(identity.notices)")
    }

    @Test func `a session of aws login that no profile uses any more is signed out by its ARN`() async throws {
        _ = try await machine.farsign(["credentials", "--profile", "dev"])
        try machine.write("[profile other]\nregion = eu-west-1\n", to: machine.configPath)
        let before = try await machine.farsign(["sessions"])
        let logout = try await machine.farsign(["logout", "--session", Self.alice])
        let after = try await machine.farsign(["sessions"])
        let again = try await machine.farsign(["logout", "--session", Self.alice])

        #expect(before.answer.contains("active"), "\(before.answer)")
        #expect(logout.status == 0)
        #expect(logout.notices == "Signed out \(Self.alice).\n")
        #expect(try machine.tokenPaths() == [])
        #expect(!after.answer.contains("active"), "\(after.answer)")
        #expect(after.answer.contains("signed-out"), "\(after.answer)")
        #expect(again.status == 0)
        #expect(again.notices.contains("there are no tokens of \(Self.alice) on this machine"))
    }

    @Test func `a session that is signed out by its ARN is revoked where that is asked for`() async throws {
        let logout = try await machine.farsign(["logout", "--session", Self.alice, "--revoke"])

        #expect(logout.status == 0, "\(logout.notices)")
        #expect(logout.notices == "Signed out \(Self.alice) (profile dev), and its tokens were revoked at AWS.\n")
        #expect(machine.count(.revoke) == 1)
    }

    @Test(arguments: ["idToken"])
    func `a member that some SDKs drop is not missed`(_ member: String) async throws {
        try machine.editTokens { $0[member] = nil }
        try machine.expire()
        let vended = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(vended.status == 0, "\(vended.notices)")
    }

    @Test(arguments: ["dpopKey", "refreshToken", "clientId", "accessToken"])
    func `a member that a session of aws login needs is named where it is missing`(_ member: String) async throws {
        try machine.editTokens { $0[member] = nil }
        let vended = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(vended.status == 5)
        #expect(vended.answer == "")
        #expect(vended.notices.contains(member))
        #expect(vended.notices.contains(try machine.tokenPath))
    }

    @Test func `a session of aws login is found in the cache directory that the environment names`() async throws {
        let (old, new) = (try machine.tokenPath, "\(machine.home)/elsewhere")
        try FileManager.default.createDirectory(atPath: new, withIntermediateDirectories: true)
        let name = try #require(old.split(separator: "/").last)
        try FileManager.default.moveItem(atPath: old, toPath: "\(new)/\(name)")
        let vended = try await machine.farsign(
            ["credentials", "--profile", "dev"], environment: ["AWS_LOGIN_CACHE_DIRECTORY": "~/elsewhere"])
        #expect(vended.status == 0, "\(vended.notices)")
    }

    @Test func `a session of aws login can be signed out of`() async throws {
        let logout = try await machine.farsign(["logout", "--profile", "dev"])
        #expect(logout.status == 0, "\(logout.notices)")
        #expect(try machine.tokenPaths() == [])
        #expect(try await machine.farsign(["credentials", "--profile", "dev"]).status == 3)
    }
}
