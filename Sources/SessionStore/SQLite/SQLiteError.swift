import CSQLite
import Glibc

/// An SQLite error: its codes and the SQL, never a bound value.
package struct SQLiteError: Error, Hashable {
    /// The primary code, such as `SQLITE_BUSY`.
    let code: Int32
    /// The extended code, such as `SQLITE_IOERR_WRITE`.
    let extendedCode: Int32
    /// The `errno` behind an I/O error or a file that could not be opened, else 0.
    let systemError: Int32
    let sql: String

    /// An error for content that SQLite can read but farsign cannot have written.
    package static func corrupt(_ sql: String) -> SQLiteError {
        SQLiteError(code: SQLITE_CORRUPT, extendedCode: SQLITE_CORRUPT, systemError: 0, sql: sql)
    }

    /// SQLite's description of the extended code. `sqlite3_errmsg()` is more detailed, but could quote bound values.
    var text: String {
        guard let text = unsafe sqlite3_errstr(extendedCode) else { return "unknown error" }
        return unsafe String(cString: text)
    }

    /// Whether another process is using the ledger, so that a retry may succeed.
    var isBusy: Bool {
        code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_PROTOCOL
    }

    var isConstraint: Bool { code == SQLITE_CONSTRAINT }

    var isCorrupt: Bool {
        code == SQLITE_CORRUPT || code == SQLITE_NOTADB
    }

    var isDiskFull: Bool {
        code == SQLITE_FULL || systemError == ENOSPC || systemError == EDQUOT
    }

    var isUnwritable: Bool {
        code == SQLITE_READONLY || code == SQLITE_PERM
            || [EROFS, EACCES, EPERM].contains(systemError)
    }
}
