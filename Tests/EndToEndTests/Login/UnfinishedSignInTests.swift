import FoundationEssentials
import Glibc
import SignInSandbox
import Testing
import Text

/// Files, ledger and config tell one story, whatever happens between the exchange and the end of a sign-in.
@Suite("a half-stored sign-in")
struct UnfinishedSignInTests {
    private static let alice = "arn:aws:iam::123456789012:user/Alice"
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
    }

    @Test
    func
        `a half-stored sign-in is a session all the same where the profile cannot be written, and says which lines to add`()
        async throws
    {
        let offered = try await machine.offer()
        try machine.write("[profile dev]\n[profile dev]\n", to: machine.configPath)
        let submitted = try await machine.farsign(["submit"], input: machine.sandbox.signIn(at: offered.url))

        #expect(submitted.status == 5)
        #expect(
            submitted.notices.contains("farsign: error: signed in as \(Self.alice), but profile dev is not changed: "))
        #expect(submitted.notices.contains("credential_process = \(Machine.helper) --profile dev"))
        #expect(submitted.notices.contains("region = us-east-1"))
        #expect(submitted.notices.contains("'farsign credentials --profile dev' works already"))
        #expect(try await machine.events("exchange-failed").isEmpty)
        #expect(try await machine.events("profile-updated").map { $0["outcome"]?.text } == ["failed"])
        #expect(try await statuses() == ["active"])
        try FileManager.default.removeItem(atPath: machine.configPath)
        let vend = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(vend.status == 0, "\(vend.notices)")
    }

    @Test func `a half-stored sign-in is told of by the history once that can be written again`() async throws {
        let offered = try await machine.offer()
        try machine.write(machine.sandbox.signIn(at: offered.url), to: "\(machine.home)/reply")
        machine.sandbox.fail(.none, on: .redeem, delay: .seconds(2))
        let submit = try machine.startFarsign(["submit"], input: .file("\(machine.home)/reply"))
        try await machine.waitForRequests(.redeem, 1)
        let locked = try await LockedLedger("\(machine.statePath)/ledger.db", on: machine)
        let submitted = try await submit.end()
        let vend = try await machine.farsign(["credentials", "--profile", "dev"])
        try await locked.end()

        #expect(submitted.status == 5)
        #expect(submitted.notices.contains("signed in as \(Self.alice), but the sign-in is not in the history yet: "))
        #expect(vend.status == 0)
        #expect(try await statuses() == ["active"])
        let signedIn = try await machine.events("signed-in")
        #expect(signedIn.map { $0["detail"]?["signin_session"]?.text } == machine.sandbox.sessions)
    }

    @Test func `a half-stored sign-in is finished or taken back by the next command where it was killed`() async throws
    {
        var random = Seeded(4)
        let reply = "\(machine.home)/reply"
        var longest: UInt32 = 60_000
        for round in 0..<40 {
            let offered = try await machine.offer(profile: "p\(round)", options: ["--replace"])
            try machine.write(machine.sandbox.signIn(at: offered.url), to: reply)
            let child = try Child([Machine.farsign, "submit"], environment: machine.environment(), input: reply)
            let isKilled = await child.kill(after: UInt32.random(in: 0...longest, using: &random))
            longest = isKilled ? longest / 8 * 9 : max(longest / 4 * 3, 1_000)

            // Any command finishes it; then files, config and ledger are asked.
            let listed = try await machine.farsign(["sessions", "--json"]).json.array
            let isListed = listed.contains { $0["profile"]?.text == "p\(round)" && $0["status"]?.text == "active" }
            let vend = try await machine.farsign(["credentials", "--profile", "p\(round)"])
            let events = try await machine.history(["--profile", "p\(round)"])
            let config = (try? machine.text(of: machine.configPath)) ?? ""
            #expect((vend.status == 0) == isListed, "round \(round): \(vend.notices)")
            #expect(isListed == events.contains { $0["kind"]?.text == "signed-in" }, "round \(round)")
            #expect(isListed == config.contains("[profile p\(round)]"), "round \(round)")
            #expect(try machine.journal() == [], "round \(round)")
            _ = try await machine.farsign(["logout", "--all"])
        }
        #expect(try machine.tokenPaths() == [])
    }

    private func statuses() async throws -> [String?] {
        try await machine.farsign(["sessions", "--json"]).json.array.map { $0["status"]?.text }
    }
}

/// Another process that keeps the ledger locked.
private struct LockedLedger {
    private let holder: RunningProgram

    init(_ path: String, on machine: Machine) async throws {
        let program = """
            import sqlite3, sys
            connection = sqlite3.connect(sys.argv[1], isolation_level=None)
            connection.execute("BEGIN IMMEDIATE")
            print("locked", flush=True)
            sys.stdin.read()
            """
        holder = try machine.start("/usr/bin/python3", ["-c", program, path], input: .pipe)
        _ = try await holder.line()
    }

    func end() async throws {
        holder.closeInput()
        _ = try await holder.end()
    }
}

extension Machine {
    fileprivate func journal() throws -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(statePath)/sign-ins")) ?? []
    }
}
