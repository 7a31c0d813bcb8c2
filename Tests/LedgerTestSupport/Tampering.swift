import FoundationEssentials
package import History
import HistoryStore
package import Session
package import SessionStore
import SessionTestSupport
package import TestSupport

extension SQLiteLedger {
    package convenience init(_ directory: TemporaryDirectory, busyTimeout: Duration = .seconds(10)) {
        self.init(state: directory.state, busyTimeout: busyTimeout, now: { Sample.time })
    }

    package func verify(_ expected: ExpectedEvent? = nil) throws -> HistoryVerification {
        try SQLiteHistory(self).verify(expected, sizes: [])
    }
}

extension HistoryVerification {
    /// How many rows an intact history has.
    package var rows: Int? {
        if case .intact(let history) = self { history.rows } else { nil }
    }
}

extension TemporaryDirectory {
    package var ledgerPath: String { state.path + "/ledger.db" }

    /// A connection past the ledger, for what an intruder would do.
    package func tamper(_ sql: String...) throws {
        let connection = try Connection(path: ledgerPath)
        for statement in sql { try connection.run(statement) }
    }

    /// The first column of the first row, past the ledger.
    package func number(_ sql: String) throws -> Int? {
        let statement = try Connection(path: ledgerPath).prepare(sql)
        return try statement.step() ? statement.anyInt(0) : nil
    }

    /// Runs `body` while another connection holds the write lock.
    package func whileWriting(_ body: () throws -> Void) throws {
        let connection = try Connection(path: ledgerPath)
        try connection.run("BEGIN IMMEDIATE")
        try body()
        try connection.run("ROLLBACK")
    }
}
