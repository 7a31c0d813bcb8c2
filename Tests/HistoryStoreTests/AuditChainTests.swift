import FoundationEssentials
import History
import LedgerTestSupport
import Session
import SessionStore
import SessionTestSupport
import TestSupport
import Testing
import Text

@Suite("the audit chain")
struct AuditChainTests {
    let directory: TemporaryDirectory
    let ledger: SQLiteLedger

    init() throws {
        directory = try TemporaryDirectory()
        ledger = SQLiteLedger(directory)
        for _ in 0..<5 { try ledger.write(Sample.vend()) }
    }

    @Test func `each row holds the hash of the row before it`() throws {
        let rows = try ledger.events(AuditFilter())

        #expect(rows.map(\.seq) == [1, 2, 3, 4, 5])
        #expect(rows.map(\.previousHash) == [AuditRecord.genesis] + rows.dropLast().map(\.hash))
        #expect(rows.allSatisfy { $0.hash == $0.expectedHash })
        #expect(try ledger.verify().rows == 5)
    }

    @Test func `a new ledger is intact`() throws {
        let empty = try TemporaryDirectory()

        #expect(try SQLiteLedger(empty).verify().rows == 0)
    }

    @Test(arguments: [
        "time = '2026-01-02T03:04:06.000Z'", "kind = 'refreshed'", "outcome = 'failed'", "profile = 'prod'",
        "profile = NULL", "session = 'arn:aws:iam::123456789012:user/Mallory'", "account = '210987654321'", "uid = 0",
        "user = 'bob'", "pid = 1", "process = 'aws'", "tty = NULL", "ssh_client = ''", "detail = '{}'",
        "detail = '{\"format\":\"env\"}'", "detail = 'no JSON'", "hash = '\(AuditRecord.genesis)'",
        "previous_hash = '\(AuditRecord.genesis)'",
    ])
    func `a changed column is found`(_ change: String) throws {
        try directory.tamper("UPDATE events SET \(change) WHERE seq = 3")

        guard case .broken(let seq, _) = try ledger.verify() else {
            Issue.record("the change was not seen")
            return
        }
        #expect(seq == 3)
    }

    @Test(
        arguments: [
            (["DELETE FROM events WHERE seq = 3"], 4),
            (["DELETE FROM events WHERE seq <= 2"], 3),
            (["DELETE FROM events WHERE seq = 5"], 5),
            (["DELETE FROM events"], 1),
            (
                [
                    "UPDATE events SET seq = 9 WHERE seq = 2", "UPDATE events SET seq = 2 WHERE seq = 3",
                    "UPDATE events SET seq = 3 WHERE seq = 9",
                ], 2
            ),
            (["UPDATE events SET seq = 6 WHERE seq = 5"], 5),
            (["UPDATE events SET seq = -1 WHERE seq = 1"], -1),
            (
                [
                    """
                    INSERT INTO events SELECT -9223372036854775808, time, 'signed-in', outcome, profile, session, account,
                        uid, user, pid, process, tty, ssh_client, detail, previous_hash, hash FROM events WHERE seq = 1
                    """
                ], .min
            ),
            (["UPDATE head SET seq = 4"], 5),
            (["UPDATE head SET seq = 9223372036854775807"], 6),
            (["DELETE FROM head"], 5),
        ] as [([String], Int)])
    func `a row that was removed, moved or added is found`(_ statements: [String], _ place: Int) throws {
        for statement in statements { try directory.tamper(statement) }

        guard case .broken(let seq, _) = try ledger.verify() else {
            Issue.record("the change was not seen")
            return
        }
        #expect(seq == place)
    }

    @Test func `rows cut off at the end stay missing when more are written`() throws {
        try directory.tamper("DELETE FROM events WHERE seq >= 4")
        try ledger.write(Sample.vend())

        #expect(
            try ledger.verify() == .broken(seq: 6, reason: "it follows row 3, so rows in between are missing"))
    }

    @Test func `a last row that was computed anew does not fit the head`() throws {
        let last = try #require(try ledger.events(AuditFilter()).last)
        let forged = AuditRecord(
            AuditEvent(.vended, profile: "other", actor: Sample.actor), seq: 5, time: Sample.time,
            previousHash: last.previousHash)
        try directory.tamper(
            """
            UPDATE events SET profile = 'other', session = NULL, account = NULL, detail = '{}', hash = '\(forged.hash)'
            WHERE seq = 5
            """)

        #expect(try ledger.verify() == .broken(seq: 5, reason: "the last row that was written is row 5"))
    }

    @Test func `what callers put in comes out as it was`() throws {
        let odd = "é世 \u{0} \"\\ \u{1B}[31m 😀"
        var event = AuditEvent(
            .replyRefused, .failed, profile: odd, actor: Sample.actor,
            detail: [
                "text": .string(odd), "nested": .object(["n": .integer(-1), "x": .number(0.1), "a": .array([.null])]),
            ])
        event.actor.user = nil
        try ledger.write(LedgerEntry(time: Sample.time, events: [event]))

        let row = try #require(try ledger.events(AuditFilter(limit: 1)).first)
        #expect(row.profile == odd)
        #expect(row.actor == event.actor)
        #expect(row.detail == .object(event.detail))
        #expect(try ledger.verify().rows == 6)
    }

    @Test func `more rows than a batch are walked to the end`() throws {
        for _ in 0..<6 {
            let events = Array(repeating: AuditEvent(.vended, actor: Sample.actor), count: 1_000)
            try ledger.write(LedgerEntry(time: Sample.time, events: events, durability: .normal))
        }

        #expect(try ledger.verify().rows == 6_005)
    }

    @Test func `a row follows the last one, whatever the head says`() throws {
        let directory = try TemporaryDirectory()
        let ledger = SQLiteLedger(directory)
        for _ in 0..<3 { try ledger.write(Sample.vend()) }
        try directory.tamper("UPDATE head SET seq = 1, hash = (SELECT hash FROM events WHERE seq = 1)")
        try ledger.write(Sample.vend())

        #expect(try ledger.verify().rows == 4)
    }
}
