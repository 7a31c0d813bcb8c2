import FarsignTestSupport
import Foundation
import SignInSandbox
import Testing

@Suite("farsign logout, sessions and audit")
struct HistoryCommandsTests {
    @Test func `sessions and history show nothing yet on a new machine`() async throws {
        let world = try await TestWorld()
        var transcript = ""
        for command in [
            ["sessions"], ["sessions", "--json"], ["audit", "list"], ["audit", "list", "--json"], ["audit", "verify"],
            ["logout"],
        ] {
            let outcome = try await world.farsign(command)
            transcript += Golden.transcript(command, outcome, in: world)
        }
        try Golden.expect(transcript, "history-empty.txt")
    }

    @Test func `sessions and history tell a session's life`() async throws {
        let world = try await TestWorld()
        try await world.signIn()
        var transcript = ""
        for command in [
            ["sessions"], ["sessions", "--json"], ["audit", "list"],
            ["audit", "list", "--kind", "signed-in", "--json"],
            ["audit", "verify"], ["logout", "--profile", "dev"], ["sessions"], ["logout", "--profile", "dev"],
        ] {
            let outcome = try await world.farsign(command)
            #expect(outcome.status == 0, "\(command)")
            transcript += Golden.transcript(command, outcome, in: world)
        }
        // What the sandbox's port changes.
        try Golden.expect(
            transcript.replacing(/"(hash|previous_hash)":"[0-9a-f]{64}"/) { "\"\($0.1)\":\"HASH\"" }
                .replacing(/hash [0-9a-f]{64}/, with: "hash HASH"), "history.txt")
    }

    @Test func `a profile that shares its session leaves the tokens to the other`() async throws {
        let world = try await TestWorld()
        try await world.signIn("one")
        try await world.signIn("two")
        let outcome = try await world.farsign(["logout", "--profile", "one"])

        #expect(outcome.lines.first?.contains("are kept for profile two") == true)
        #expect(try await world.farsign(["credentials", "--profile", "two"]).status == 0)
        #expect(try await world.farsign(["credentials", "--profile", "one"]).status == 3)
    }

    @Test func `--all signs every session out`() async throws {
        let world = try await TestWorld()
        try await world.signIn("one")
        try await world.signIn("two", as: "arn:aws:sts::123456789012:assumed-role/Admin/bob")
        let outcome = try await world.farsign(["logout", "--all"])

        #expect(outcome.lines.count == 2)
        #expect(world.names(world.home + "/.aws/login/cache").isEmpty)
    }

    @Test func `--revoke ends the tokens at AWS too`() async throws {
        // libcurl signs by the machine's clock.
        let world = try await TestWorld(time: .now)
        try await world.signIn()
        let outcome = try await world.farsign(["logout", "--profile", "dev", "--revoke"])

        #expect(outcome.status == 0)
        #expect(world.sandbox.requests.last?.what == .revoke)
        #expect(world.sandbox.requests.last?.status == 200)
    }

    @Test func `--revoke that fails removes the tokens all the same, and says so`() async throws {
        let world = try await TestWorld(time: .now)
        try await world.signIn()
        world.sandbox.fail(.error(.serverError), on: .revoke)
        let outcome = try await world.farsign(["logout", "--profile", "dev", "--revoke"])

        #expect(outcome.status == 6)
        #expect(world.names(world.home + "/.aws/login/cache").isEmpty)
    }
}
