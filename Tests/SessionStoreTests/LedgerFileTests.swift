import FoundationEssentials
import Glibc
import History
import LedgerTestSupport
import POSIX
import Session
import SessionTestSupport
import Synchronization
import TestSupport
import Testing
import Text

@testable import SessionStore

@Suite("the ledger's file")
struct LedgerFileTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `many that open a new ledger at once all write their row`() throws {
        let directory = directory
        onThreads(40) { _ in
            do {
                try SQLiteLedger(directory).write(Sample.vend())
            } catch {
                Issue.record(error)
            }
        }

        let ledger = SQLiteLedger(directory)
        #expect(try ledger.verify().rows == 40)
        #expect(try ledger.sessions().map(\.vendCount) == [40])
    }

    @Test func `one ledger may be used by many threads`() throws {
        let ledger = SQLiteLedger(directory)
        onThreads(8) { _ in
            for _ in 0..<20 { #expect(throws: Never.self) { try ledger.write(Sample.vend()) } }
        }

        #expect(try ledger.verify().rows == 160)
    }

    @Test(arguments: [0, 0o277] as [mode_t])
    func `its files are for their owner alone, whatever the umask`(_ mask: mode_t) throws {
        let directory = directory
        onThread(umask: mask) { #expect(throws: Never.self) { try SQLiteLedger(directory).write(Sample.vend()) } }

        for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm", "lost-rows", "locks/ledger"] {
            #expect(mode(of: directory.state.path + "/" + name) == 0o600, "\(name)")
        }
        #expect(mode(of: directory.state.path) == 0o700)
        #expect(mode(of: directory.state.path + "/locks") == 0o700)
    }

    @Test func `a newer ledger is refused and left alone`() throws {
        try SQLiteLedger(directory).write(Sample.vend())
        try directory.tamper("PRAGMA user_version = \(LedgerSchema.version + 1)")

        let error = stateError { try SQLiteLedger(directory).write(Sample.vend()) }
        #expect(error?.code == .ledgerNewer)
        #expect(error?.summary.contains("newer farsign") == true)
        #expect(error?.hint?.contains("update farsign") == true)
        try directory.tamper("PRAGMA user_version = \(LedgerSchema.version)")
        #expect(try SQLiteLedger(directory).events(AuditFilter()).count == 1)
    }

    @Test func `a ledger of an older version keeps what is in it`() throws {
        try directory.state.prepare()
        _ = try directory.write("state/ledger.db", "")
        for statement in try #require(LedgerSchema.steps.first) { try directory.tamper(statement) }
        try directory.tamper("PRAGMA user_version = 1")
        try SQLiteLedger(directory).write(Sample.vend())
        let login = try Sample.login()
        let outcome = LoginOutcome.failed(ReportedError(ReportedCode(rawValue: "late"), "too late", hint: nil))
        try SQLiteLedger(directory).write(
            LedgerEntry(time: Date(), changes: [.loginEnded(login, outcome, reply: "digest")]))

        #expect(try SQLiteLedger(directory).verify().rows == 1)
        #expect(try SQLiteLedger(directory).ending(of: login)?.reply == "digest")
    }

    @Test func `an empty file, which a killed process leaves, becomes a ledger`() throws {
        try directory.state.prepare()
        _ = try directory.write("state/ledger.db", "")

        try SQLiteLedger(directory).write(Sample.vend())
        #expect(try SQLiteLedger(directory).verify().rows == 1)
    }

    @Test(arguments: ["garbage", String(repeating: "not a database ", count: 1_000)])
    func `what is no database is set aside, and a new ledger made`(_ contents: String) throws {
        try directory.state.prepare()
        _ = try directory.write("state/ledger.db", contents)
        let ledger = SQLiteLedger(directory)

        let error = stateError { try ledger.write(Sample.vend()) }
        let aside = directory.ledgerPath + ".corrupt-20260102T030405Z"
        #expect(error?.code == .ledgerCorrupt)
        #expect(error?.summary.contains(aside) == true)
        #expect(try text(of: aside) == contents)

        try ledger.write(Sample.vend())
        let rows = try ledger.events(AuditFilter())
        #expect(rows.map(\.kind) == ["ledger-set-aside", "vended"])
        #expect(
            rows.first?.detail
                == .object([
                    "file": .string("ledger.db.corrupt-20260102T030405Z"), "last_seq": .null, "last_hash": .null,
                ]))
        #expect(rows.last?.detail["lost_rows_before"] == .integer(1))
        #expect(try ledger.verify() == .setAside(path: aside))
    }

    @Test func `a ledger with damaged pages is set aside with its log, and the next one beside it`() throws {
        for number in 1...2 {
            let first = SQLiteLedger(directory)
            try first.write(
                LedgerEntry(
                    time: Sample.time, events: Array(repeating: AuditEvent(.vended, actor: Sample.actor), count: 2_000))
            )
            let size = try #require(try Paths.status(directory.ledgerPath)).st_size
            try damage(directory.ledgerPath, from: 4096, to: Int(size))

            let error = stateError { _ = try SQLiteLedger(directory).verify() }
            #expect(error?.code == .ledgerCorrupt)
            let suffix = number == 1 ? "" : "-2"
            #expect(try Paths.status(directory.ledgerPath + ".corrupt-20260102T030405Z" + suffix) != nil)
            #expect(
                try Paths.status(directory.ledgerPath + ".corrupt-20260102T030405Z" + suffix + "-wal") != nil)
            #expect(try Paths.status(directory.ledgerPath) == nil)

            // Whoever had it open goes on with the new one.
            try first.write(Sample.vend())
            #expect(
                try SQLiteLedger(directory).verify()
                    == .setAside(path: directory.ledgerPath + ".corrupt-20260102T030405Z"))
        }
    }

    @Test func `many that meet a corrupt ledger set it aside once`() throws {
        try directory.state.prepare()
        _ = try directory.write("state/ledger.db", "garbage")
        let directory = directory
        let errors = Mutex<[StateError.Code]>([])
        onThreads(20) { _ in
            let error = stateError { try SQLiteLedger(directory).write(Sample.vend()) }
            if let error { errors.withLock { $0.append(error.code) } }
        }

        #expect(errors.withLock { $0 } == [.ledgerCorrupt])
        let aside = try directory.names(directory.state.path).filter { $0.contains("corrupt") }
        #expect(aside == ["ledger.db.corrupt-20260102T030405Z"])
        #expect(try SQLiteLedger(directory).verify() == .setAside(path: directory.state.path + "/" + aside[0]))
        #expect(try SQLiteLedger(directory).sessions().map(\.vendCount) == [19])
        #expect(
            try SQLiteLedger(directory).events(AuditFilter(limit: 100)).contains {
                $0.detail["lost_rows_before"] == .integer(1)
            })
    }

    @Test func `a locked ledger is reported when its time is up`() throws {
        let ledger = SQLiteLedger(directory, busyTimeout: .milliseconds(20))
        try ledger.write(Sample.vend())
        let other = try Connection(path: directory.ledgerPath)
        try other.run("BEGIN IMMEDIATE")

        #expect(stateError { try ledger.write(Sample.vend()) }?.code == .ledgerLocked)
        #expect(try ledger.events(AuditFilter()).count == 1)
    }

    @Test func `lost rows are counted in the next one that can be written, once`() throws {
        let ledger = SQLiteLedger(directory, busyTimeout: .milliseconds(1))
        try ledger.write(Sample.vend())
        let other = try Connection(path: directory.ledgerPath)
        try other.run("BEGIN IMMEDIATE")
        for _ in 0..<3 { _ = stateError { try ledger.write(Sample.vend()) } }
        try other.run("ROLLBACK")
        for _ in 0..<2 { try ledger.write(Sample.vend()) }

        let counts = try ledger.events(AuditFilter()).map { $0.detail["lost_rows_before"] }
        #expect(counts == [nil, .integer(3), nil])
        #expect(try ledger.verify().rows == 3)
    }

    @Test func `a process that is stopped while it reports lost rows stops nobody else`() throws {
        let ledger = SQLiteLedger(directory, busyTimeout: .milliseconds(1))
        try ledger.write(Sample.vend())
        let other = try Connection(path: directory.ledgerPath)
        try other.run("BEGIN IMMEDIATE")
        _ = stateError { try ledger.write(Sample.vend()) }
        try other.run("ROLLBACK")
        let stopped = open(directory.state.path + "/lost-rows", O_RDWR | O_CLOEXEC)
        #expect(flock(stopped, LOCK_EX) == 0)

        try ledger.write(Sample.vend())
        close(stopped)
        try ledger.write(Sample.vend())

        #expect(try ledger.events(AuditFilter()).map { $0.detail["lost_rows_before"] } == [nil, nil, .integer(1)])
    }

    @Test(arguments: [LedgerEntry.Durability.normal, .full])
    func `the log stays small`(_ durability: LedgerEntry.Durability) throws {
        let ledger = SQLiteLedger(directory)
        var entry = try Sample.vend()
        entry.durability = durability
        var largest = 0
        for _ in 0..<1_000 {
            try ledger.write(entry)
            largest = max(largest, Int(try #require(try Paths.status(directory.ledgerPath + "-wal")).st_size))
        }

        #expect(largest < 1_200 << 10)
    }

    @Test func `a symbolic link is refused`() throws {
        try directory.state.prepare()
        symlink(try directory.write("elsewhere.db", ""), directory.ledgerPath)

        #expect(stateError { try SQLiteLedger(directory).write(Sample.vend()) }?.code == .symbolicLink)
        #expect(try text(of: directory.path + "/elsewhere.db").isEmpty)
    }

    @Test(.enabled(if: isRoot)) func `a ledger of another user is refused`() throws {
        try SQLiteLedger(directory).write(Sample.vend())
        try #require(chown(directory.ledgerPath, 12_345, 12_345) == 0)

        #expect(stateError { try SQLiteLedger(directory).write(Sample.vend()) }?.code == .wrongOwner)
    }

    @Test func `errors name the SQL and never what was bound`() throws {
        try SQLiteLedger(directory).write(Sample.vend())
        let connection = try Connection(path: directory.ledgerPath)

        let error = #expect(throws: SQLiteError.self) {
            try connection.run(
                "INSERT INTO head (id, seq, hash) VALUES (?, ?, ?)", [.integer(2), .null, .text("bound")])
        }
        #expect(error?.sql == "INSERT INTO head (id, seq, hash) VALUES (?, ?, ?)")
        #expect("\(error as Any)".contains("bound") == false)
    }

    private func damage(_ path: String, from start: Int, to end: Int) throws {
        // A descriptor of our own would drop SQLite's locks when closed; no connection is in use now.
        let file = try #require(fopen(path, "r+"))
        fseek(file, start, SEEK_SET)
        let bytes = [UInt8](repeating: 0xA5, count: end - start)
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}
