import FarsignTestSupport
import FoundationEssentials
import SignInSandbox
import Testing
import Text

@Suite("ending sign-ins at AWS")
struct AWSLogoutTests {
    static let alice = "arn:aws:iam::123456789012:user/Alice"
    static let bob = "arn:aws:sts::123456789012:assumed-role/Admin/bob"
    static let carol =
        "arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/carol@example.com"
    static let unknown = "arn:aws:signin:us-east-1:123456789012:session/0f9b2f7e-6a53-4d0a-9d3e-3f2b1c0d9e8f"

    private let world: TestWorld

    init() async throws {
        // libcurl signs by the machine's clock.
        world = try await TestWorld(time: .now)
    }

    private func logout(_ sessions: [String], _ options: String...) async throws -> TestWorld.Outcome {
        try await world.farsign(["logout", "--session"] + sessions + options)
    }

    private func active(_ options: String...) async throws -> Set<String> {
        let outcome = try await world.farsign(["sessions", "--aws", "--json", "--profile", "dev"] + options)
        guard case .array(let rows)? = try outcome.json.first else { return [] }
        return Set(rows.compactMap { $0["signin_session"]?.text })
    }

    private func revoked() async throws -> [JSONValue] {
        try await world.farsign(["audit", "list", "--kind", "revoked", "--json"]).json
    }

    private func policy(_ sessions: [String]) -> String {
        let arns = JSONValue.array(sessions.map(JSONValue.string)).canonical
        return "{\"Statement\":[{\"Action\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:SignInSessionArn\":\(arns)}},"
            + "\"Effect\":\"Deny\",\"Resource\":\"*\"}],\"Version\":\"2012-10-17\"}\n"
    }

    @Test func `an unknown sign-in is revoked, with a policy for its credentials, and nothing here is lost`()
        async throws
    {
        try await world.signIn()
        let other = try world.sandbox.addSession(as: Self.alice)
        let outcome = try await logout([other])

        #expect(outcome.status == 0, "\(outcome.notices)")
        #expect(outcome.lines.first == "Revoked \(other) at AWS.")
        #expect(outcome.answer == policy([other]))
        #expect(try await active() == Set(world.sandbox.sessions.prefix(1)))
        #expect(try await world.farsign(["credentials", "--profile", "dev"]).status == 0)
        let event = try #require(try await revoked().first)
        #expect(event["outcome"]?.text == "ok")
        #expect(event["session"]?.text == Self.alice)
        #expect(event["detail"]?["signin_sessions"] == .array([.string(other)]))
    }

    @Test func `this machine's own sign-in is revoked, and its profile is signed out`() async throws {
        try await world.signIn()
        try await world.signIn("two")
        let own = try #require(world.sandbox.sessions.last)
        let outcome = try await logout([own])

        #expect(outcome.status == 0, "\(outcome.notices)")
        #expect(
            outcome.lines.prefix(2) == [
                "Revoked \(own) at AWS.", "Signed out \(Self.alice) (profile dev, profile two).",
            ])
        #expect(world.names(world.home + "/.aws/login/cache").isEmpty)
        #expect(try await world.farsign(["credentials", "--profile", "dev"]).status == 3)
    }

    @Test func `an earlier sign-in of the same identity is revoked, and the tokens of the last one stay`() async throws
    {
        try await world.signIn()
        try await world.signIn()
        let outcome = try await logout([world.sandbox.sessions[0]])

        #expect(outcome.status == 0)
        #expect(!outcome.notices.contains("Signed out"))
        #expect(try await active() == [world.sandbox.sessions[1]])
    }

    @Test func `any number is revoked, five at a time, and a partial failure is told`() async throws {
        try await world.signIn()
        var others = try (0..<7).map { _ in try world.sandbox.addSession(as: Self.alice) }
        others.insert(Self.unknown, at: 3)
        let outcome = try await logout(others + others)

        #expect(outcome.status == 4)
        #expect(outcome.notices.matches(of: /Revoked arn:.* at AWS\.\n/).count == 7)
        #expect(outcome.notices.contains("farsign: error: AWS knows no sign-in session \(Self.unknown) "))
        #expect(outcome.answer == policy(others.filter { $0 != Self.unknown }))
        // The last one asks for the unknown session in the whole account.
        #expect(world.sandbox.requests.count { $0.what == .revokeSessions } == 3)
        let events = try await revoked()
        #expect(events.map { $0["outcome"]?.text } == ["ok", "ok", "failed"])
        #expect(events.last?["detail"]?["signin_sessions"] == .array([.string(Self.unknown)]))
        #expect(events.last?["detail"]?["error"]?.text == "session-not-found")
    }

    @Test func `somebody else's sign-in in the account is revoked where that is permitted`() async throws {
        try await world.signIn()
        let other = try world.sandbox.addSession(as: Self.bob)
        let outcome = try await logout([other])

        #expect(outcome.status == 0, "\(outcome.notices)")
        #expect(try await active("--account") == Set(world.sandbox.sessions.prefix(1)))
    }

    @Test func `a missing permission is named, and the local tokens are removed all the same`() async throws {
        try await world.signIn()
        let own = try #require(world.sandbox.sessions.first)
        world.sandbox.fail(.error(.insufficientPermissions), on: .revokeSessions, times: 2)
        let outcome = try await logout([own])

        #expect(outcome.status == 4)
        #expect(
            outcome.lines.first == "farsign: error: this identity is not allowed to perform signin:BatchRevokeSessions")
        #expect(outcome.notices.contains("Signed out \(Self.alice) (profile dev).\n"))
        #expect(outcome.answer == policy([own]))
        #expect(world.names(world.home + "/.aws/login/cache").isEmpty)
        #expect(try await revoked().map { $0["detail"]?["error"]?.text } == ["permission-missing"])
    }

    @Test func `both kinds of ARNs can be given at once`() async throws {
        try await world.signIn("dev")
        try await world.signIn("prod", as: Self.bob)
        let outcome = try await logout([Self.alice, world.sandbox.sessions[1]])

        #expect(outcome.status == 0, "\(outcome.notices)")
        #expect(outcome.notices.contains("Revoked \(world.sandbox.sessions[1]) at AWS.\n"))
        for name in ["Signed out \(Self.alice) (profile dev)", "Signed out \(Self.bob) (profile prod)"] {
            #expect(outcome.notices.contains(name))
        }
        #expect(world.names(world.home + "/.aws/login/cache").isEmpty)
    }

    @Test func `the credentials are those of the account, or of the profile that is named`() async throws {
        try await world.signIn("dev")
        try await world.signIn("other", as: Self.carol)
        let session = try world.sandbox.addSession(as: Self.carol)
        let wrong = try await logout([session], "--profile", "dev")
        let own = try await logout([world.sandbox.sessions[0]], "--profile", "other")
        let right = try await logout([session])
        let nobody = try await logout([Self.unknown.replacing("123456789012", with: "111122223333")])

        #expect(wrong.status == 3)
        #expect(
            wrong.lines.first
                == "farsign: error: profile dev is signed in to account 123456789012, and \(session) is in another one")
        #expect(own.status == 3)
        #expect(!own.notices.contains("Signed out"))
        #expect(right.status == 0, "\(right.notices)")
        #expect(nobody.status == 3)
        #expect(
            nobody.lines.first?.hasPrefix(
                "farsign: error: no session here is signed in to account 111122223333, so arn:aws:signin:") == true)
    }

    @Test func `a session whose credentials cannot be refreshed does not keep another from asking`() async throws {
        try await world.signIn("dev")
        try await world.signIn("prod", as: Self.bob)
        let session = try world.sandbox.addSession(as: "arn:aws:iam::123456789012:root")
        world.clock.advance(by: 900)
        world.sandbox.update { $0.clockOffset = .seconds(-900) }
        world.sandbox.fail(.error(.serverError), on: .refresh, times: 3)
        let outcome = try await logout([session])
        world.clock.advance(by: 900)
        world.sandbox.fail(.error(.serverError), on: .refresh, times: 6)
        let none = try await logout([session])

        #expect(outcome.status == 0, "\(outcome.notices)")
        #expect(none.status == 6)
        #expect(none.lines.first?.hasPrefix("farsign: error: the sign-in service is failing: status 500") == true)
    }

    @Test func `a busy service is asked again`() async throws {
        try await world.signIn()
        world.sandbox.fail(.error(.tooManyRequests), on: .revokeSessions, times: 2)
        let outcome = try await logout([try world.sandbox.addSession(as: Self.alice)])

        #expect(outcome.status == 0, "\(outcome.notices)")
        #expect(world.pauses.count == 2)
    }
}
