import Foundation
import LedgerTestSupport
import Session
import SessionTestSupport
import TestSupport
import Testing
import Text

@testable import SessionStore

@Suite("vends of the last hours")
struct RecentVendsTests {
    private let directory: TemporaryDirectory
    private let ledger: SQLiteLedger
    private let now = Sample.time + 100_000

    init() throws {
        directory = try TemporaryDirectory()
        ledger = SQLiteLedger(state: directory.state, now: { Sample.time })
    }

    private func counts(hours: Int = 3) throws -> [String: [Int]] {
        Dictionary(
            uniqueKeysWithValues: try ledger.recentVends(hours: hours, until: now).map { ($0.key.text, $0.value) })
    }

    @Test func `an empty ledger has none`() throws {
        #expect(try counts() == [:])
    }

    @Test func `each hour of each profile is counted`() throws {
        for (profile, age) in [
            ("old", 20_000.0), ("dev", 10_799), ("dev", 7_200), ("ops", 3_600), ("dev", 3_599), ("dev", 0),
        ] {
            try ledger.write(Sample.vend(profile, at: now - age))
        }
        try ledger.write(LedgerEntry(time: now, events: [AuditEvent(.refreshed, profile: "dev", actor: Sample.actor)]))

        #expect(try counts() == ["dev": [2, 0, 2], "ops": [0, 1, 0]])
    }

    @Test func `a ledger whose vends are all older has none`() throws {
        try ledger.write(Sample.vend("dev", at: now - 10_800))

        #expect(try counts() == [:])
    }

    @Test func `of many vends a sample keeps the proportions`() throws {
        let vends = RecentVends.sample * 5 / 4
        let events = try Sample.vend().events
        for (age, part) in [(4_000.0, 4), (100, 1)] {
            try ledger.write(
                LedgerEntry(
                    time: now - age, events: (0..<vends / 5 * part).flatMap { _ in events }, durability: .normal))
        }
        let hours = try #require(try counts()["dev"])

        #expect(hours[0] == 0)
        #expect(abs(hours[1] - vends * 4 / 5) <= 16)
        #expect(abs(hours[2] - vends / 5) <= 16)
    }
}
