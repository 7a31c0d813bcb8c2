import Broker
import FarsignTestSupport
import Foundation
import Session
import Synchronization
import TestSupport
import Testing
import Text

@testable import FarsignCLI

@Suite("farsign audit list --follow")
struct FollowTests {
    private let world: TestWorld
    private let actor = Actor(uid: 0, user: "alice", pid: 1, process: "bash", tty: nil, sshClient: nil)

    init() async throws {
        world = try await TestWorld()
    }

    private func write(_ kind: AuditEvent.Kind, profile: String = "dev") {
        let entry = LedgerEntry(
            time: world.clock.now, events: [AuditEvent(kind, profile: profile, actor: actor)], durability: .normal)
        #expect(throws: Never.self) { try world.stores.ledger.write(entry) }
    }

    /// Follows the history: each step happens during a wait, and Ctrl-C in the one after the last.
    private func follow(
        _ options: [String] = [], end: FollowEnd = .interrupted, steps: [@Sendable () -> Void]
    ) async throws -> (status: Int32, recorder: Recorder) {
        let recorder = Recorder()
        var commands = world.world(recorder)
        let rest = Mutex(steps)
        commands.follow = {
            { _ in
                guard let step = rest.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return end }
                step()
                return nil
            }
        }
        let status = try await blocking { [commands] in
            TestWorld.run(["audit", "list", "--follow"] + options, recorder, commands)
        }
        return (status, recorder)
    }

    private func kinds(_ recorder: Recorder) throws -> [String?] {
        try recorder.answer.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8))["kind"]?.text }
    }

    @Test func `the last events come first, then each new one once`() async throws {
        write(.loginStarted)
        write(.loginEnded)
        let outcome = try await follow(
            ["--json", "--limit", "1"],
            steps: [
                { write(.vended) }, {},
                {
                    write(.refreshed); write(.signedOut)
                }, {},
            ])

        #expect(outcome.status == 130)
        #expect(try kinds(outcome.recorder) == ["login-ended", "vended", "refreshed", "signed-out"])
        #expect(outcome.recorder.notices == "")
    }

    @Test func `new events pass the same filter`() async throws {
        let outcome = try await follow(
            ["--json", "--profile", "dev"],
            steps: [
                {
                    write(.vended, profile: "other"); write(.refreshed)
                }, {},
            ])

        #expect(try kinds(outcome.recorder) == ["refreshed"])
    }

    @Test func `a table goes on below its header`() async throws {
        write(.vended)
        let outcome = try await follow(steps: [{ write(.vended) }, { write(.refreshed) }])
        let lines = outcome.recorder.answer.split(separator: "\n")

        #expect(lines.map { $0.hasPrefix("TIME") } == [true, false, false, false])
        #expect(Set(lines.map { $0.split(separator: " ").first?.count }).count == 2)
    }

    @Test func `a ledger that takes the other's place is read from its start`() async throws {
        write(.loginStarted)
        write(.loginEnded)
        let state = "\(world.home)/state"
        let outcome = try await follow(
            ["--json"],
            steps: [
                {
                    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
                        try? FileManager.default.removeItem(atPath: "\(state)/\(name)")
                    }
                    write(.vended)
                    write(.refreshed)
                    write(.signedOut)
                }, {},
            ])

        #expect(
            try kinds(outcome.recorder) == ["login-started", "login-ended", "vended", "refreshed", "signed-out"])
    }

    @Test func `it waits for a ledger that becomes corrupt, and reads the next one`() async throws {
        write(.loginStarted)
        let path = "\(world.home)/state/ledger.db"
        let outcome = try await follow(
            ["--json"],
            steps: [
                {
                    for name in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + name) }
                    try? Data("this is no ledger".utf8).write(to: URL(filePath: path), options: .atomic)
                }, { write(.vended) }, {},
            ])

        #expect(outcome.status == 130)
        #expect(outcome.recorder.notices.hasPrefix("farsign: warning: the ledger was corrupt"))
        #expect(try kinds(outcome.recorder) == ["login-started", "ledger-set-aside", "vended"])
    }

    @Test func `it ends quietly when nobody reads any more`() async throws {
        let outcome = try await follow(["--json"], end: .readerGone, steps: [{ write(.vended) }])

        #expect(outcome.status == 0)
        #expect(outcome.recorder.notices == "")
    }
}
