import FoundationEssentials
import Testing
import Text

/// The eight cases by which AWS's SDKs test their login provider, with values of our own: what is done with a session
/// of `aws login` whose token file has neither `tokenType` nor `signInRegion`, and whose refresh brings neither
/// `tokenType` nor `idToken`.
@Suite("the cases of the SDKs' login provider", .bothPrograms)
struct LoginProviderVectorTests {
    private static let arn = "arn:aws:sts::012345678910:assumed-role/Deployer/carol"
    private static let client = "arn:aws:signin:::devtools/same-device"

    private let machine: Machine
    private let members: [JSONName: JSONValue]

    init() async throws {
        machine = try await Machine()
        let key = try await machine.run("/usr/bin/openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout"])
        members = [
            "accessToken": Self.access(
                "ASIAHELD", "held/Secret+Key", "heldSessionToken", until: "2999-01-02T03:04:05Z"),
            "clientId": .string(Self.client), "refreshToken": .string("held_refresh_token"),
            "idToken": .string("header.claims.signature"), "dpopKey": .string(key.answer),
        ]
        try machine.write("[profile dev]\nlogin_session = \(Self.arn)\n", to: machine.configPath)
    }

    private static func access(_ id: String, _ secret: String, _ token: String, until time: String) -> JSONValue {
        .object([
            "accessKeyId": .string(id), "secretAccessKey": .string(secret), "sessionToken": .string(token),
            // Not the ARN's own: that of the file is told.
            "accountId": .string("012345678901"), "expiresAt": .string(time),
        ])
    }

    private var path: String { "\(machine.tokenDirectory)/\(Self.name).json" }

    /// SHA-256 of the ARN, by sha256sum(1).
    private static let name = "60713c63eaad695c59a1605403a18980d98a7ad177429e4d5d622229c5dca441"

    private func write(_ members: [JSONName: JSONValue]) throws {
        try machine.write(JSONValue.object(members).canonical, to: path)
    }

    private func expired() -> [JSONName: JSONValue] {
        let old = Self.access("ASIAOLD", "oldSecretKey", "oldSessionToken", until: "2020-01-01T00:00:00Z")
        return members.merging(["accessToken": old]) { $1 }
    }

    /// The profile has no region: what refreshes is told one.
    private func vend(at endpoint: String? = nil) async throws -> Machine.Outcome {
        try await machine.farsign(
            ["credentials", "--profile", "dev"],
            environment: endpoint.map { ["AWS_REGION": "us-west-2", "AWS_ENDPOINT_URL_SIGNIN": $0] } ?? [:])
    }

    @Test func `valid credentials are returned at once`() async throws {
        try write(members)
        let vended = try await vend()

        #expect(vended.status == 0, "\(vended.notices)")
        let expected: [JSONName: JSONValue] = [
            "Version": .integer(1), "AccessKeyId": .string("ASIAHELD"), "SecretAccessKey": .string("held/Secret+Key"),
            "SessionToken": .string("heldSessionToken"), "AccountId": .string("012345678901"),
            "Expiration": .string("2999-01-02T03:04:05Z"),
        ]
        #expect(try vended.json == .object(expected))
    }

    @Test func `no token file is an error`() async throws {
        let vended = try await vend()
        #expect(vended.status == 3)
        #expect(vended.notices.contains("is signed out"), "\(vended.notices)")
    }

    @Test(arguments: ["accessToken", "refreshToken", "clientId", "dpopKey"])
    func `a token file without a member is an error`(_ name: String) async throws {
        try write(members.filter { $0.key.text != name })
        let vended = try await vend()
        #expect(vended.status == 5)
        #expect(vended.notices.contains("'\(name)' is missing"), "\(vended.notices)")
    }

    @Test func `expired credentials are refreshed, and the file holds what came`() async throws {
        try write(expired())
        let server = try await TokenServer(
            status: 200,
            body: #"{"accessToken":{"accessKeyId":"ASIANEW","secretAccessKey":"newSecretKey","#
                + #""sessionToken":"newSessionToken"},"refreshToken":"new_refresh_token","expiresIn":900}"#,
            for: machine)
        let vended = try await vend(at: server.endpoint)

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(
            try await server.request()
                == .object([
                    "clientId": .string(Self.client), "grantType": .string("refresh_token"),
                    "refreshToken": .string("held_refresh_token"),
                ]))
        let time = try #require(try vended.json["Expiration"]?.text)
        #expect(try vended.json["AccessKeyId"] == .string("ASIANEW"))
        #expect(try vended.json["AccountId"] == .string("012345678901"))
        var expected = members
        expected["accessToken"] = Self.access("ASIANEW", "newSecretKey", "newSessionToken", until: time)
        expected["refreshToken"] = .string("new_refresh_token")
        // Other SDKs require it to read the file.
        expected["tokenType"] = .string("aws_sigv4")
        #expect(try JSONValue(parsing: Array(machine.text(of: path).utf8)) == .object(expected))
    }

    @Test func `a refresh that fails is an error, and the file stays`() async throws {
        try write(expired())
        let server = try await TokenServer(status: 400, body: "", for: machine)
        let vended = try await vend(at: server.endpoint)

        #expect(vended.status == 6)
        #expect(vended.answer == "")
        #expect(try JSONValue(parsing: Array(machine.text(of: path).utf8)) == .object(expired()))
    }
}

/// A token endpoint with one answer to everything.
private final class TokenServer: Sendable {
    let endpoint: String
    private let program: RunningProgram

    init(status: Int, body: String, for machine: Machine) async throws {
        program = try machine.start("/usr/bin/python3", ["-c", Self.source, "\(status)", body])
        endpoint = "http://127.0.0.1:\(try await program.line())"
    }

    /// The next request's body.
    func request() async throws -> JSONValue {
        try JSONValue(parsing: Array(try await program.line().utf8))
    }

    private static let source = """
        import http.server, sys
        status, body = int(sys.argv[1]), sys.argv[2].encode()
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                print(self.rfile.read(int(self.headers["Content-Length"])).decode(), flush=True)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *_): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """
}
