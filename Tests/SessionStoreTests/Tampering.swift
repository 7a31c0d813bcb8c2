import FoundationEssentials
import Session
import SessionTestSupport
import TestSupport

@testable import SessionStore

extension SQLiteLedger {
    convenience init(_ directory: TemporaryDirectory, busyTimeout: Duration = .seconds(10)) {
        self.init(state: directory.state, busyTimeout: busyTimeout, now: { Sample.time })
    }
}

extension AuditVerification {
    /// How many rows an intact history has.
    var rows: Int? {
        if case .intact(let rows, _) = self { rows } else { nil }
    }
}

extension TemporaryDirectory {
    var ledgerPath: String { state.path + "/ledger.db" }

    /// A connection past the ledger, for what an intruder would do.
    func tamper(_ sql: String...) throws {
        let connection = try Connection(path: ledgerPath)
        for statement in sql { try connection.run(statement) }
    }

    /// The first column of the first row, past the ledger.
    func number(_ sql: String) throws -> Int? {
        let statement = try Connection(path: ledgerPath).prepare(sql)
        return try statement.step() ? statement.anyInt(0) : nil
    }

    /// Runs `body` while another connection holds the write lock.
    func whileWriting(_ body: () throws -> Void) throws {
        let connection = try Connection(path: ledgerPath)
        try connection.run("BEGIN IMMEDIATE")
        try body()
        try connection.run("ROLLBACK")
    }
}
