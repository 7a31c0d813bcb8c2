import FoundationEssentials
import LedgerTestSupport
import Session
import SessionTestSupport
import TestSupport
import Testing
import Text

@testable import SessionStore

@Suite("folded vends")
struct FoldedVendsTests {
    let directory: TemporaryDirectory
    let ledger: SQLiteLedger

    init() throws {
        directory = try TemporaryDirectory()
        ledger = SQLiteLedger(state: directory.state, foldsVends: { true }, now: { Sample.time })
    }

    private func vend(after seconds: Double, _ change: (inout AuditEvent) -> Void = { _ in }) throws {
        var entry = try Sample.vend(at: Sample.time + seconds)
        change(&entry.events[0])
        try ledger.write(entry)
    }

    private var rows: Int? { get throws { try directory.number("SELECT count(*) FROM events") } }

    @Test func `vends of one program within a minute become one row`() throws {
        for number in 0..<3 { try vend(after: Double(number) * 10) { $0.actor.pid = 100 + number } }
        #expect(try rows == 0)

        let record = try #require(try ledger.events(AuditFilter()).first)
        #expect(try rows == 1)
        #expect(record.detail["count"] == .integer(3))
        #expect(record.detail["first_time"] == .string(RFC3339.milliseconds(Sample.time)))
        #expect(record.time == RFC3339.milliseconds(Sample.time + 20))
        #expect(record.actor.pid == 100)
        #expect(record.actor.process == Sample.actor.process)
        #expect(record.kind == "vended")
        #expect(try ledger.verify().rows == 1)
    }

    @Test func `a single vend has the row that it would have had`() throws {
        try vend(after: 1)
        let folded = try #require(try ledger.events(AuditFilter()).first)

        let other = try TemporaryDirectory()
        let plain = SQLiteLedger(other)
        try plain.write(Sample.vend(at: Sample.time + 1))
        #expect(try plain.events(AuditFilter()) == [folded])
    }

    @Test func `what differs is not folded`() throws {
        try vend(after: 0)
        try vend(after: 0) { $0.profile = "prod" }
        try vend(after: 0) { $0.actor.process = "aws" }
        try vend(after: 0) { $0.actor.agent = .claudeCode }
        try vend(after: 0) { $0.actor.sshClient = nil }
        try vend(after: 0) { $0.detail["access_key_id"] = .string("ASIATWO") }

        let records = try ledger.events(AuditFilter())
        #expect(records.count == 6)
        #expect(records.allSatisfy { $0.detail["count"] == nil })
        #expect(try ledger.vends(of: "ASIATWO").count == 1)
    }

    @Test func `another minute is another row`() throws {
        try vend(after: 0)
        try vend(after: 59)
        #expect(try rows == 0)
        try vend(after: 60)
        #expect(try rows == 1)

        #expect(try ledger.events(AuditFilter()).map(\.count) == [2, 1])
    }

    @Test func `a clock that was set back begins another row`() throws {
        try vend(after: 3_600)
        try vend(after: 0)

        #expect(try rows == 1)
    }

    @Test func `another event follows the vends before it`() throws {
        try vend(after: 0)
        try vend(after: 1)
        try ledger.write(
            LedgerEntry(
                time: Sample.time + 2, changes: [.signedOut(profile: "dev")],
                events: [AuditEvent(.signedOut, profile: "dev", session: try Sample.arn(), actor: Sample.actor)]))

        #expect(try ledger.events(AuditFilter()).map(\.kind) == ["vended", "signed-out"])
        #expect(try ledger.sessions().map(\.status) == [.signedOut])
    }

    @Test func `sessions count each vend`() throws {
        for number in 0..<5 { try vend(after: Double(number)) }

        #expect(try ledger.sessions().map(\.vendCount) == [5])
        #expect(try ledger.recentVends(hours: 1, until: Sample.time + 60).values.map { $0 } == [[5]])
    }

    @Test func `a program that reads no configuration folds as the last one that did`() throws {
        let helper = SQLiteLedger(directory)
        try helper.write(Sample.vend())
        #expect(try rows == 1)
        try ledger.write(LedgerEntry(time: Sample.time, events: [AuditEvent(.refreshed, actor: Sample.actor)]))
        try helper.write(Sample.vend())
        try helper.write(Sample.vend())
        #expect(try rows == 2)

        let off = SQLiteLedger(state: directory.state, foldsVends: { false }, now: { Sample.time })
        try off.write(Sample.vend())
        try helper.write(Sample.vend())
        #expect(try rows == 5)
        #expect(try helper.events(AuditFilter()).map(\.count) == [1, 1, 2, 1, 1])
    }

    @Test(arguments: ["event = '{}'", "event = 'x'", "event = replace(event, 'vended', 'signed-in')", "pid = -1"])
    func `a folded vend that somebody altered does not keep the rest from being recorded`(_ change: String) throws {
        try vend(after: 0)
        try directory.tamper("UPDATE folded SET \(change)")
        try vend(after: 0) { $0.profile = "prod" }

        #expect(try ledger.events(AuditFilter()).map(\.profile).contains("prod"))
    }
}
