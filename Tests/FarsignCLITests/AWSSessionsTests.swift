import FarsignTestSupport
import FoundationEssentials
import SignInSandbox
import Testing
import Text

@Suite("the sign-ins that AWS knows")
struct AWSSessionsTests {
    static let alice = "arn:aws:iam::123456789012:user/Alice"
    static let bob = "arn:aws:sts::123456789012:assumed-role/Admin/bob"

    private let world: TestWorld

    init() async throws {
        // libcurl signs by the machine's clock.
        world = try await TestWorld(time: .now)
    }

    private func list(_ options: String...) async throws -> TestWorld.Outcome {
        try await world.farsign(["sessions", "--aws", "--profile", "dev"] + options)
    }

    private func rows(_ outcome: TestWorld.Outcome) throws -> [JSONValue] {
        guard case .array(let rows)? = try outcome.json.first else { return [] }
        return rows
    }

    @Test func `a sign-in of farsign has its profile, and any other is unknown`() async throws {
        try await world.signIn()
        let other = try world.sandbox.addSession(as: Self.alice, clientType: "MCP")
        try world.sandbox.addSession(as: Self.bob)
        let own = try #require(world.sandbox.sessions.first)
        let outcome = try await list()

        #expect(outcome.status == 0, "\(outcome.notices)")
        let lines = outcome.answer.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].wholeMatch(of: /SESSION +CLIENT +ISSUED +EXPIRES +LAST USED +KNOWN HERE/) != nil)
        #expect(lines.contains { $0.hasPrefix("\(own)  CLI ") && $0.hasSuffix("  -          dev") }, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("\(other)  MCP ") && $0.hasSuffix("  unknown") }, "\(lines)")
        #expect(outcome.notices.hasPrefix("1 of these sign-ins is not in the history here: "))
    }

    @Test func `a sign-in is told as JSON, with what only its details have`() async throws {
        try await world.signIn()
        world.clock.advance(by: 700)
        world.sandbox.update { $0.clockOffset = .seconds(-700) }
        _ = try await world.farsign(["credentials", "--profile", "dev"])
        let row = try #require(try rows(try await list("--json")).first)

        #expect(row["signin_session"]?.text == world.sandbox.sessions.first)
        #expect(row["identity"]?.text == Self.alice)
        #expect(row["session"]?.text == Self.alice)
        #expect(row["profile"]?.text == "dev")
        #expect(row["known"] == .bool(true))
        #expect(row["user_agent"]?.text == "farsign/test")
        #expect(row["last_used_at"]?.text != nil)
        #expect(row["role"] == .null)
    }

    @Test func `the account's sign-ins have their identities`() async throws {
        try await world.signIn()
        try world.sandbox.addSession(as: Self.bob)
        let outcome = try await list("--account")

        #expect(outcome.status == 0, "\(outcome.notices)")
        #expect(outcome.answer.contains("  unknown     arn:aws:iam::123456789012:role/Admin\n"), "\(outcome.answer)")
        #expect(try rows(try await list("--account", "--json")).count == 2)
        #expect(try rows(try await list("--json")).count == 1)
    }

    @Test func `all pages are listed, and the last use only of the newest`() async throws {
        try await world.signIn()
        for _ in 0..<120 { try world.sandbox.addSession(as: Self.alice) }
        let outcome = try await list("--json")

        #expect(Set(try rows(outcome).map { $0["signin_session"]?.text }) == Set(world.sandbox.sessions))
        #expect(world.sandbox.requests.count { $0.what == .listSessions } == 2)
        #expect(world.sandbox.requests.count { $0.what == .getSession } == 100)
        #expect(outcome.notices.contains("warning: the last use was asked for only of the newest 100 sessions"))
    }

    @Test func `pages that never end are an invalid reply`() async throws {
        try await world.signIn()
        for _ in 0..<120 { try world.sandbox.addSession(as: Self.alice) }
        world.sandbox.fail(.replaced(member: "nextToken", json: "\"from-0\""), on: .listSessions, times: 1_000)
        let outcome = try await list()

        #expect(outcome.status == 6)
        #expect(world.sandbox.requests.count { $0.what == .listSessions } == 2)
    }

    @Test func `a missing permission to list is named, and that for the account has its own hint`() async throws {
        try await world.signIn()
        world.sandbox.fail(.error(.insufficientPermissions), on: .listSessions, times: 2)
        let own = try await list()
        let account = try await list("--account", "--json")

        #expect(own.status == 4)
        #expect(own.lines.first == "farsign: error: this identity is not allowed to perform signin:ListSessions")
        #expect(account.status == 4)
        #expect(account.notices.contains("leave out --account"))
        #expect(try await list().status == 0)
    }

    @Test func `a list is shown without the last uses where these are not permitted`() async throws {
        try await world.signIn()
        try world.sandbox.addSession(as: Self.alice)
        world.sandbox.fail(.error(.insufficientPermissions), on: .getSession, times: 10)
        let outcome = try await list("--json")

        #expect(outcome.status == 0)
        #expect(try rows(outcome).count == 2)
        #expect(world.sandbox.requests.count { $0.what == .getSession } == 1)
        #expect(
            outcome.notices == "farsign: warning: the last use of the sessions is unknown: this identity is not "
                + "allowed to perform signin:GetSession\n")
    }

    @Test func `a sign-in whose ARN was not told at first is learned later`() async throws {
        world.sandbox.fail(.error(.serverError), on: .introspect)
        try await world.signIn()
        let rows = try rows(try await list("--json"))

        #expect(rows.map { $0["profile"]?.text } == ["dev"])
        #expect(
            try await world.farsign(["audit", "list", "--kind", "signed-in"]).answer.contains("signin_session") == false
        )
    }

    @Test func `why the ARN was not told is logged for a person who asked for that`() async throws {
        world.sandbox.fail(.error(.insufficientPermissions), on: .introspect)
        let offer = try await world.offer()
        let submitted = try await world.farsign(["submit", "--verbose"], input: world.sandbox.signIn(at: offer.url))

        #expect(submitted.status == 0)
        #expect(
            submitted.lines.contains(
                "farsign: AWS did not tell the ARN of the sign-in session: this identity is not allowed to perform "
                    + "signin:IntrospectOAuth2TokenWithIAM"), "\(submitted.notices)")
    }

    @Test func `a busy service is asked again`() async throws {
        try await world.signIn()
        world.sandbox.fail(.error(.tooManyRequests), on: .listSessions, times: 2)
        world.sandbox.fail(.reset, on: .getSession)

        #expect(try await list().status == 0)
        world.sandbox.fail(.error(.tooManyRequests), on: .listSessions, times: 3)
        #expect(try await list().status == 6)
    }

    @Test func `what AWS says is never obeyed by the terminal`() async throws {
        try await world.signIn()
        world.sandbox.fail(.replaced(member: "clientType", json: "\"\\u001b[2J\\u202e\""), on: .getSession, times: 2)
        let table = try await list()
        let json = try await list("--json")

        #expect(table.answer.contains("  \\u{1b}[2J\\u{202e}  "))
        #expect(!json.answer.contains("\u{1B}") && !json.answer.contains("\u{202E}"))
    }

    @Test func `without a session there is nobody to ask for`() async throws {
        let outcome = try await world.farsign(["sessions", "--aws"])

        #expect(outcome.status == 3)
        #expect(outcome.lines.first == "farsign: error: profile default has no session")
    }
}
