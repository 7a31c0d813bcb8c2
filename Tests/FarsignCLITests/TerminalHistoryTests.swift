import Broker
import FarsignTestSupport
import Foundation
import Session
import SignInSandbox
import Synchronization
import TestSupport
import Testing
import Text

@testable import FarsignCLI

@Suite("sessions and history at a terminal")
struct TerminalHistoryTests {
    private let world: TestWorld

    init() async throws {
        world = try await TestWorld()
        try await world.signIn()
    }

    private func screen(_ columns: Int, _ environment: [String: String] = ["LANG": "C.UTF-8"]) -> Screen {
        Screen(columns: columns) { environment[$0] }
    }

    private func lines(_ arguments: [String], _ screen: Screen) async throws -> [String] {
        try await world.farsign(arguments, screen: screen).answer.split(separator: "\n").map(String.init)
    }

    @Test(arguments: [60, 80, 120, 200])
    func `the history fits the terminal`(_ columns: Int) async throws {
        let lines = try await lines(["audit", "list"], screen(columns))

        #expect(lines.count > 3)
        #expect(lines.allSatisfy { $0.columns <= columns })
        #expect(lines.last?.contains(columns < 110 ? "(0 s)" : "(0 s ago)") == true)
    }

    @Test func `failures are red and coding agents yellow`() async throws {
        let actor = Actor(
            uid: 0, user: "alice", pid: 1, process: "bash", tty: nil, sshClient: "192.0.2.7 50022", agent: .claudeCode)
        try world.stores.ledger.write(
            LedgerEntry(
                time: world.clock.now, events: [AuditEvent(.refreshFailed, .failed, profile: "dev", actor: actor)]))
        let lines = try await lines(["audit", "list"], screen(120, ["LANG": "C.UTF-8", "TERM": "xterm"]))

        #expect(lines.last?.contains("\u{1B}[31mrefresh-failed (failed)\u{1B}[m") == true)
        #expect(lines.last?.contains("\u{1B}[33malice (bash, claude-code)\u{1B}[m") == true)
        #expect(lines.last?.contains("  192.0.2.7  ") == true)
    }

    @Test func `JSON is the same at a terminal`() async throws {
        for command in [["sessions", "--json"], ["audit", "list", "--json"]] {
            let (pipe, terminal) = (
                try await world.farsign(command), try await world.farsign(command, screen: screen(60))
            )
            #expect(pipe.answer == terminal.answer)
        }
    }

    @Test func `only a long answer for a person goes through the pager`() async throws {
        let paged = Mutex<[String]>([])
        for options in [[], ["--no-pager"], ["--json"]] {
            let recorder = Recorder(screen: screen(80))
            var commands = world.world(recorder)
            commands.console.page = { command, text in paged.withLock { $0.append("\(command): \(text)") } }
            TestWorld.run(["audit", "list", "--limit", "1"] + options, recorder, commands)
            #expect(recorder.answer.isEmpty == (options == []))
        }

        #expect(paged.withLock { $0.count } == 1)
        #expect(paged.withLock { $0.first }?.hasPrefix("less: TIME") == true)
        #expect(paged.withLock { $0.first }?.hasSuffix("\n") == true)
    }

    @Test func `sessions show the last hours of each profile`() async throws {
        let now = world.clock.now
        for age in [30.0, 30, 82_800] {
            let session = try #require(try world.stores.ledger.sessions().first?.session)
            let event = AuditEvent(
                .vended, profile: "dev", session: session,
                actor: Actor(uid: 0, user: nil, pid: 1, process: nil, tty: nil, sshClient: nil),
                detail: ["region": .string("us-east-1")])
            try world.stores.ledger.write(LedgerEntry(time: now - age, events: [event], durability: .normal))
        }
        let wide = try await lines(["sessions"], screen(130))
        let narrow = try await lines(["sessions"], screen(80))

        #expect(wide.last?.hasSuffix("▄······················█") == true)
        #expect(narrow.last?.hasSuffix("▄··········█") == true)
        #expect(narrow.last?.contains("Alice @ 1234…9012") == true)
        #expect((wide + narrow).allSatisfy { $0.columns <= 130 })
        #expect(narrow.allSatisfy { $0.columns <= 80 })
    }
}
