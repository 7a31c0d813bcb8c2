import CSQLite
import Text

/// An open SQLite database. Only one thread at a time may use it: SQLite's mutexes are off, because the owner has
/// one.
@safe package final class Connection {
    private let database: OpaquePointer

    /// SQLite refuses it once it is in use by another library of the process, which does no harm.
    private static let isSmall = farsign_sqlite_keep_small() == SQLITE_OK

    /// Opens an existing file. The caller creates it, because the caller decides its mode.
    package init(path: String) throws(SQLiteError) {
        _ = Self.isSmall
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle = unsafe opened else {
            let error = unsafe Self.error(code, "open", of: opened)
            // "Whether or not an error occurs when it is opened, resources associated with the database
            // connection handle should be released by passing it to sqlite3_close()".
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe database = handle
        unsafe sqlite3_extended_result_codes(handle, 1)
        // Without this, closing the last connection would checkpoint, and an fsync takes longer than a whole vend.
        unsafe _ = farsign_sqlite_configure(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        unsafe _ = farsign_sqlite_configure(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1)
        unsafe _ = farsign_sqlite_configure(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        unsafe _ = farsign_sqlite_configure(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        // The ledger has no triggers and no views. A foreign one must not decide which rows are written or read.
        unsafe _ = farsign_sqlite_configure(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        unsafe _ = farsign_sqlite_configure(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0)
        // Disable automatic checkpoints; the ledger decides when to checkpoint.
        unsafe sqlite3_wal_autocheckpoint(handle, 0)
    }

    deinit {
        // "If sqlite3_close_v2() is called with unfinalized prepared statements [...] it returns SQLITE_OK
        // regardless, but instead of deallocating the database connection immediately, it marks the database
        // connection as an unusable zombie": a statement may outlive us.
        unsafe sqlite3_close_v2(database)
    }

    /// Sets how long a statement waits for another process; zero means that it does not wait.
    func wait(milliseconds: Int32) {
        unsafe sqlite3_busy_timeout(database, milliseconds)
    }

    package func prepare(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> Statement {
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(database, sql, -1, &prepared, nil)
        guard code == SQLITE_OK, let handle = unsafe prepared else { throw error(code, sql) }
        let statement = unsafe Statement(owning: handle, of: database)
        try statement.bind(values)
        return statement
    }

    /// Runs one statement to completion.
    package func run(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) {
        let statement = try prepare(sql, values)
        while try statement.step() {}
    }

    /// Runs a statement that must write exactly one row. An altered ledger could drop the row without an error.
    package func writeRow(_ sql: String, _ values: [SQLiteValue]) throws(SQLiteError) {
        try run(sql, values)
        guard unsafe sqlite3_changes64(database) == 1 else { throw .corrupt(sql) }
    }

    /// Whether at least half of the file's pages are free.
    func isHalfFree() throws(SQLiteError) -> Bool {
        let pages = try prepare("SELECT freelist_count * 2 >= page_count FROM pragma_freelist_count, pragma_page_count")
        return try pages.step() && pages.anyInt(0) != 0
    }

    /// Copies the log into the database and, if no other process is using it, truncates the log.
    ///
    /// "SQLITE_CHECKPOINT_TRUNCATE [...] waits for readers" through the busy handler; without one it does what is
    /// possible immediately. An incomplete checkpoint or a full disk is not an error, because the rows are in the log.
    func checkpoint() {
        wait(milliseconds: 0)
        unsafe _ = sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    }

    private func error(_ code: Int32, _ sql: String) -> SQLiteError {
        unsafe Self.error(code, sql, of: database)
    }

    static func error(_ code: Int32, _ sql: String, of database: OpaquePointer?) -> SQLiteError {
        let extended = unsafe database == nil ? code : sqlite3_extended_errcode(database)
        let hasErrno = [SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_READONLY].contains(code & 0xFF)
        return SQLiteError(
            code: code & 0xFF, extendedCode: extended & 0xFF == code & 0xFF ? extended : code,
            systemError: hasErrno ? unsafe sqlite3_system_errno(database) : 0, sql: sql)
    }
}
