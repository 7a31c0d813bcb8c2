import Foundation
import LedgerTestSupport
import Session
import SessionTestSupport
import TestSupport
import Testing
import Text

@testable import SessionStore

/// Filters over four blocks of rows and a few more.
@Suite("the index of blocks")
struct BlockIndexTests {
    private static let rows = 4 * BlockIndex.size + 100

    let directory: TemporaryDirectory
    let ledger: SQLiteLedger

    /// Made once, since thousands of rows take a second.
    private static let made = Result { try make() }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.copyItem(atPath: Self.made.get().state.path, toPath: directory.state.path)
        ledger = SQLiteLedger(directory)
    }

    private static func make() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        let ledger = SQLiteLedger(directory)
        for start in stride(from: 1, through: rows, by: 500) {
            let events = (start...min(start + 499, rows)).map { number in
                var event = AuditEvent(.vended, profile: number < 2_000 ? "dev" : "prod", actor: Sample.actor)
                event.actor.process = number == 1_500 || number == rows ? "rare" : "aws"
                if number == 1_600 { event.actor.agent = .claudeCode }
                if number == 3_000 { event.actor.sshClient = "198.51.100.4 22" }
                return event
            }
            try ledger.write(LedgerEntry(time: Sample.time + Double(start - 1), events: events, durability: .normal))
        }
        return directory
    }

    private func numbers(_ change: (inout AuditFilter) -> Void) throws -> [Int] {
        var filter = AuditFilter()
        change(&filter)
        return try ledger.events(filter).map(\.seq)
    }

    @Test func `a filter finds the rows of old and new blocks`() throws {
        #expect(try numbers { $0.program = "rare" } == [1_500, Self.rows])
        #expect(
            try numbers {
                $0.program = "rare"; $0.limit = 1
            } == [Self.rows])
        #expect(
            try numbers {
                $0.program = "rare"; $0.after = 0; $0.limit = 1
            } == [1_500])
        #expect(
            try numbers {
                $0.program = "rare"; $0.before = Self.rows
            } == [1_500])
        #expect(try numbers { $0.agent = .claudeCode } == [1_600])
        #expect(try numbers { $0.sshClient = "198.51.100.4" } == [3_000])
        #expect(
            try numbers {
                $0.profile = "dev"; $0.limit = 2
            } == [1_998, 1_999])
        #expect(
            try numbers {
                $0.profile = "dev"; $0.program = "rare"
            } == [1_500])
        #expect(try numbers { $0.profile = "nobody" } == [])
        #expect(try directory.number("SELECT count(*) FROM blocks") == 4)
    }

    @Test func `times find the rows of their blocks`() throws {
        let (since, until) = (Sample.time + 1_000, Sample.time + 1_500)

        let found = try numbers {
            $0.since = since; $0.until = until; $0.limit = .max
        }

        #expect(found == Array(1_001...2_000))
        #expect(try numbers { $0.since = Sample.time + 100_000 } == [])
        #expect(try numbers { $0.until = Sample.time - 1 } == [])
    }

    @Test func `a block without a match is not read`() throws {
        #expect(try numbers { $0.program = "hidden" } == [])
        // Past the ledger, so that the index does not know it.
        try directory.tamper("UPDATE events SET process = 'hidden' WHERE seq IN (2500, \(Self.rows - 1))")

        #expect(try numbers { $0.program = "hidden" } == [Self.rows - 1])
    }

    @Test func `who cannot write filters all the same`() throws {
        try directory.whileWriting {
            let found = try numbers { $0.program = "rare" }
            #expect(found == [1_500, Self.rows])
        }
        #expect(try directory.number("SELECT count(*) FROM blocks") == 0)
    }

    @Test func `rows that are missing do not keep later ones from the index`() throws {
        try directory.tamper("DELETE FROM events WHERE seq <= 2048")

        #expect(try numbers { $0.program = "rare" } == [Self.rows])
        #expect(try directory.number("SELECT count(*) FROM blocks") == 2)
    }

    @Test(arguments: ["-1", "9007199254740991", "9223372036854775807", "-9223372036854775808"])
    func `a number of a block that farsign did not write does no harm`(_ number: String) throws {
        try directory.tamper("INSERT INTO blocks VALUES (\(number), '0', '0')")

        let found = try? numbers { $0.program = "rare" }
        #expect(found?.contains(Self.rows) ?? true)
    }
}
