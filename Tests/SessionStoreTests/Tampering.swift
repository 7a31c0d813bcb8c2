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
}
