import Broker
import FarsignCLI
import FarsignTestSupport
import Session
import SignInSandbox
import TestSupport
import Testing
import Text

@Suite("farsign credentials")
struct CredentialsCommandTests {
    @Test func `farsign credentials without a session says what to run, and prints nothing on stdout`() async throws {
        let world = try await TestWorld()
        try world.write("[profile prod]\n", to: world.configPath)
        let outcome = try await world.farsign(["credentials", "--profile", "prod"])

        #expect(outcome.status == 3)
        #expect(outcome.answer == "")
        #expect(
            outcome.lines == [
                "farsign: error: profile prod has no session", "farsign: hint: run 'farsign login --profile prod'",
            ])
    }

    @Test func `farsign credentials prints live credentials without asking the service`() async throws {
        let world = try await TestWorld()
        try await world.signIn()
        let outcome = try await world.farsign(["credentials", "--profile", "dev"])
        let json = try #require(try outcome.json.first)

        #expect(outcome.status == 0)
        #expect(outcome.notices == "")
        #expect(json["Version"] == .integer(1))
        #expect(json["AccountId"]?.text == "123456789012")
        #expect(json["Expiration"]?.text == "2026-01-02T03:19:05Z")
        #expect(!world.sandbox.requests.contains { $0.what == .refresh })
    }

    @Test func `farsign credentials with --verbose says which requests were made and what came of them`() async throws {
        let world = try await TestWorld()
        try await world.signIn()
        world.clock.advance(by: 800)
        let outcome = try await world.farsign(["credentials", "--profile", "dev", "--verbose"])

        #expect(outcome.status == 0)
        #expect(outcome.lines.first == "farsign: POST \(world.sandbox.endpoint)/v1/token")
        #expect(outcome.lines.dropFirst().first?.hasPrefix("farsign: status 200, request ") == true)
        #expect(outcome.lines.count == 2)
    }

    @Test(arguments: CredentialFormat.allCases)
    func `credentials come out the same by the fast path and by the command tree`(format: CredentialFormat) async throws
    {
        let world = try await TestWorld()
        try await world.signIn()
        let arguments = ["credentials", "--profile", "dev", "--format", format.rawValue]
        let fast = try await world.farsign(arguments)
        let recorder = Recorder()
        let tree = world.world(recorder)
        let status = try await blocking { Farsign.start(arguments, console: recorder.console, in: { tree }) }

        #expect(fast.status == 0 && status == 0)
        #expect(recorder.answer == fast.answer)
        #expect(recorder.notices == fast.notices)
    }

    @Test func `credentials are refreshed when less than five minutes are left`() async throws {
        let world = try await TestWorld()
        try await world.signIn()
        world.clock.advance(by: 601)
        let outcome = try await world.farsign(["credentials", "--profile", "dev"])

        #expect(try outcome.json.first?["Expiration"]?.text == "2026-01-02T03:29:06Z")
        #expect(world.sandbox.requests.count { $0.what == .refresh } == 1)
    }

    @Test func `credentials still usable are printed with a warning while the service is down`() async throws {
        let world = try await TestWorld()
        try await world.signIn()
        world.clock.advance(by: 601)
        world.sandbox.fail(.error(.serverError), on: .refresh, times: 3)
        let outcome = try await world.farsign(["credentials", "--profile", "dev"])

        #expect(outcome.status == 0)
        #expect(outcome.lines.count == 1)
        #expect(outcome.lines.first?.hasPrefix("farsign: warning: cannot refresh: ") == true)
        #expect(world.pauses == [.milliseconds(200), .milliseconds(600)])
    }

    @Test func `credentials of an ended session exit 3, and the session is marked expired`() async throws {
        let world = try await TestWorld()
        try await world.signIn()
        world.clock.advance(by: 841)
        world.sandbox.revokeAllSessions()
        let outcome = try await world.farsign(["credentials", "--profile", "dev"])
        let sessions = try await world.farsign(["sessions", "--json"])

        #expect(outcome.status == 3)
        #expect(outcome.answer == "")
        #expect(sessions.answer.contains("\"status\":\"expired\""))
    }
}
