import FoundationEssentials
import LedgerTestSupport
import Session
import SessionTestSupport
import TestSupport
import Testing
import Text

@testable import SessionStore

@Suite("numbers in the ledger")
struct LedgerNumbersTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        let ledger = SQLiteLedger(directory)
        try ledger.write(Sample.vend())
        _ = try ledger.sessions()
    }

    @Test(arguments: [
        "UPDATE head SET seq = 9223372036854775807", "UPDATE head SET seq = 9007199254740991",
        "UPDATE head SET seq = -1", "PRAGMA user_version = -1", "PRAGMA user_version = -2147483648",
    ])
    func `the ledger's numbers that a write cannot go on from make the ledger corrupt`(_ change: String) throws {
        try directory.tamper(change)

        #expect(stateError { try SQLiteLedger(directory).write(Sample.vend()) }?.code == .ledgerCorrupt)
        try SQLiteLedger(directory).write(Sample.vend())
        #expect(try SQLiteLedger(directory).events(AuditFilter()).map(\.kind) == ["ledger-set-aside", "vended"])
    }

    @Test(arguments: [
        "UPDATE profiles SET last_vended_at = 9223372036854775807",
        "UPDATE profiles SET signed_out_at = -9223372036854775808",
        "UPDATE sessions SET signed_in_at = 253402300800000",
        "UPDATE sessions SET credentials_expire_at = -62167219200001", "UPDATE profiles SET vend_count = -1",
        "UPDATE profiles SET vend_count = 9223372036854775807", "UPDATE sessions SET refresh_count = 9007199254740992",
    ])
    func `the ledger's numbers that cannot be times or counts make the ledger corrupt`(_ change: String) throws {
        try directory.tamper(change)

        #expect(stateError { _ = try SQLiteLedger(directory).sessions() }?.code == .ledgerCorrupt)
    }

    @Test(arguments: [Int.max, -5])
    func `the ledger's numbers that count are counted on within their range`(_ count: Int) throws {
        try directory.tamper(
            "UPDATE profiles SET vend_count = \(count)", "UPDATE sessions SET refresh_count = \(count)")
        let ledger = SQLiteLedger(directory)
        try ledger.write(Sample.vend())
        try ledger.write(
            LedgerEntry(time: Sample.time, changes: [.refreshed(try Sample.arn(), credentialsExpireAt: Sample.time)]))

        let counted = count < 0 ? 1 : SQLiteValue.largest
        let session = try #require(try ledger.sessions().first)
        #expect((session.vendCount, session.refreshCount) == (counted, counted))
    }

    @Test(arguments: [Date.distantPast, .distantFuture, Date(timeIntervalSince1970: 1e300)])
    func `the ledger's numbers are times of this calendar, whatever a caller has`(_ time: Date) throws {
        let ledger = SQLiteLedger(directory)
        try ledger.write(Sample.vend(at: time))

        #expect(try ledger.sessions().count == 1)
    }
}
