package import FoundationEssentials
import Glibc
import POSIX
package import Session
package import SignIn
import Synchronization
package import Text

/// The ledger in a SQLite file, which is opened on first use.
///
/// It may be used from any thread, and any number of processes may use the same file.
package final class SQLiteLedger: Ledger {
    /// Unchecked, because the connection never leaves the mutex, which admits one thread at a time.
    private struct Opened: @unchecked Sendable {
        let connection: Connection
        let identity: LedgerFile.Identity
    }

    private let file: LedgerFile
    private let lostRows: LostRows
    private let foldsVends: @Sendable () -> Bool?
    private let opened = Mutex<Opened?>(nil)

    /// - Parameters:
    ///   - busyTimeout: how long a write waits for another process.
    ///   - foldsVends: whether vends of one program within a minute become one row; nil for what was last said. Is asked
    ///     before each write.
    ///   - now: the time that becomes part of the name of a corrupt ledger that is set aside.
    package init(
        state: StateDirectory, busyTimeout: Duration = .seconds(10),
        foldsVends: @escaping @Sendable () -> Bool? = { nil },
        now: @escaping @Sendable () -> Date
    ) {
        self.foldsVends = foldsVends
        file = LedgerFile(state: state, busyTimeout: busyTimeout.milliseconds, now: now)
        lostRows = LostRows(state: state)
    }

    /// Rows that cannot be written are counted. The next row that can be written states their number as
    /// `lost_rows_before` in its detail.
    package func write(_ entry: LedgerEntry) throws(StateError) {
        do throws(StateError) {
            try use { connection throws(SQLiteError) in
                try LedgerWriter(connection: connection, lostRows: lostRows, foldsVends: foldsVends()).write(entry)
                LogCheckpoint(logPath: file.path + "-wal", busyTimeout: file.busyTimeout)
                    .run(connection, after: entry.durability)
            }
        } catch {
            lostRows.add(entry.events.count)
            throw error
        }
    }

    package func sessions() throws(StateError) -> [SessionSummary] {
        try use { connection throws(SQLiteError) in
            try applyVends(connection)
            return try LedgerReader(connection: connection).sessions()
        }
    }

    package func vends(of accessKeyID: String) throws(StateError) -> [AuditRecord] {
        try use { connection throws(SQLiteError) in
            try applyVends(connection)
            return try LedgerReader(connection: connection).vends(of: accessKeyID)
        }
    }

    package func recentVends(hours: Int, until now: Date) throws(StateError) -> [ExactText: [Int]] {
        try use { connection throws(SQLiteError) in
            try RecentVends(connection: connection, hours: hours, now: now).counts()
        }
    }

    private func applyVends(_ connection: Connection) throws(SQLiteError) {
        try catchUp(connection) { writer throws(SQLiteError) in try writer.applyVends() }
    }

    /// Who cannot write, or has to wait for a writer, reads what is there: the latest vends may be missing.
    private func catchUp(
        _ connection: Connection, _ body: (LedgerWriter) throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        connection.wait(milliseconds: 1_000)
        defer { connection.wait(milliseconds: file.busyTimeout) }
        do throws(SQLiteError) {
            try body(writer(connection))
        } catch {
            guard error.isBusy || error.isUnwritable || error.isDiskFull else { throw error }
        }
    }

    package func ending(of login: LoginID) throws(StateError) -> EndedLogin? {
        try use { connection throws(SQLiteError) in try LedgerReader(connection: connection).ending(of: login) }
    }

    package func events(_ filter: AuditFilter) throws(StateError) -> [AuditRecord] {
        try use { connection throws(SQLiteError) in
            try catchUp(connection) { writer throws(SQLiteError) in
                try writer.unfold()
                if BlockIndex.helps(filter) { try writer.indexBlocks() }
            }
            return try LedgerReader(connection: connection).events(filter)
        }
    }

    /// Makes rows of the vends that are not rows yet; see `[audit] fold`.
    package func unfold() throws(StateError) {
        try use { connection throws(SQLiteError) in
            try catchUp(connection) { writer throws(SQLiteError) in try writer.unfold() }
        }
    }

    private func writer(_ connection: Connection) -> LedgerWriter {
        LedgerWriter(connection: connection, lostRows: lostRows)
    }

    package var state: StateDirectory { file.state }

    /// Removes the first events, up to the one with this sequence number, and writes the one that tells so, in one
    /// transaction.
    package func prune(through seq: Int, _ event: AuditEvent, at time: Date) throws(StateError) {
        try use { connection throws(SQLiteError) in
            try writer(connection).prune(through: seq, event, at: time)
            // What is left is written anew, so that much must be free. Without it the pages are used again.
            if try connection.isHalfFree() {
                try connection.run("PRAGMA temp_store = DEFAULT")
                try? connection.run("VACUUM")
            }
            connection.checkpoint()
            connection.wait(milliseconds: file.busyTimeout)
        }
    }

    /// The path of an earlier, corrupt ledger that is still in the directory.
    package func setAside() throws(StateError) -> String? {
        try SetAsideLedger.all(in: file.state).first?.path
    }

    /// Another connection to the same file, for a second thread. Call it inside the body of ``use(_:)``.
    package func another() throws(SQLiteError) -> Connection {
        let connection = try Connection(path: file.path)
        connection.wait(milliseconds: file.busyTimeout)
        return connection
    }

    /// Runs `body` on the open ledger, and sets the ledger aside if SQLite finds it corrupt.
    package func use<Result: Sendable>(_ body: (Connection) throws(SQLiteError) -> Result) throws(StateError) -> Result
    {
        try opened.withLock { held throws(StateError) in
            if let current = held, !file.isCurrent(current.identity) { held = nil }
            do {
                return try use(&held, body)
            } catch let error as StateError {
                throw error
            } catch let error as SQLiteError {
                throw stateError(error)
            } catch {
                throw StateError(.ledgerFailed, path: file.path, "the ledger \(file.path.shown) failed")
            }
        }
    }

    private func use<Result>(
        _ held: inout Opened?, _ body: (Connection) throws(SQLiteError) -> Result, isSecondTry: Bool = false
    ) throws -> Result {
        var identity = held?.identity
        do {
            let connection = try held?.connection ?? file.open(noting: &identity)
            if held == nil, let identity { held = Opened(connection: connection, identity: identity) }
            return try body(connection)
        } catch let error as SQLiteError where error.isCorrupt {
            held = nil
            guard let identity else { throw error }
            guard let aside = try file.setAside(identity) else {
                // Another process already set the ledger aside; try its new one.
                if isSecondTry { throw error }
                return try use(&held, body, isSecondTry: true)
            }
            throw StateError(
                .ledgerCorrupt, path: file.path,
                "the ledger was corrupt (\(error.text)) and was renamed to \(aside.shown)",
                hint: "sessions still work; the next command starts a new ledger")
        }
    }

    private func stateError(_ error: SQLiteError) -> StateError {
        let path = file.path
        let reason = error.systemError == 0 ? error.text : SystemError(number: error.systemError).text
        if error.isBusy {
            return StateError(
                .ledgerLocked, path: path, "the ledger \(path.shown) is locked by another process", hint: "try again")
        }
        if error.isDiskFull { return SystemError(number: ENOSPC).whileWriting(path) }
        if error.systemError == EFBIG { return SystemError(number: EFBIG).whileWriting(path) }
        if error.isUnwritable {
            // SQLite only reports that it cannot write; ask the system for the reason.
            let refused = unsafe faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0
            let why = refused ? SystemError(number: errno).text : reason
            return StateError(.unwritable, path: path, "cannot write the ledger \(path.shown): \(why)")
        }
        // On a read-only file system SQLite reports that it cannot open a file, with an unrelated errno.
        if unsafe faccessat(AT_FDCWD, file.state.path, W_OK | X_OK, AT_EACCESS) != 0 {
            return SystemError(number: errno).whileWriting(path)
        }
        return StateError(
            .ledgerFailed, path: path, "the ledger \(path.shown) failed: \(reason) (SQLite \(error.extendedCode))")
    }
}

/// Keeps the write-ahead log small, because a process that opens the ledger alone reads all of it (0.25 ms per MB).
struct LogCheckpoint {
    /// About 60 vends of 8 KB, each of which adds 2 µs to all that follow. One in 60 takes 3.3 ms for the checkpoint,
    /// after it has answered: with more or fewer vends in between, the average is higher.
    private static let vendLimit = 512 << 10
    /// Sign-ins and refreshes wait for the network anyway.
    private static let fullLimit = 256 << 10

    let logPath: String
    let busyTimeout: Int32

    func run(_ connection: Connection, after durability: LedgerEntry.Durability) {
        let limit = durability == .full ? Self.fullLimit : Self.vendLimit
        guard let log = try? Paths.status(logPath), log.st_size > limit else { return }
        connection.checkpoint()
        connection.wait(milliseconds: busyTimeout)
    }
}
