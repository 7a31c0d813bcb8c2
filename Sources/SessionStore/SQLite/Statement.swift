import CSQLite
import FoundationEssentials
import Text

/// A prepared statement with bound parameters, finalized after its last use.
@safe package struct Statement: ~Copyable {
    private let handle: OpaquePointer
    private let database: OpaquePointer

    @unsafe init(owning handle: OpaquePointer, of database: OpaquePointer) {
        unsafe self.handle = handle
        unsafe self.database = database
    }

    deinit {
        // "If the most recent evaluation of statement S failed, then sqlite3_finalize(S) returns the appropriate
        // error code", which was already thrown.
        unsafe sqlite3_finalize(handle)
    }

    func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
        precondition(unsafe sqlite3_bind_parameter_count(handle) == values.count, "one value per parameter")
        for (index, value) in zip(Int32(1)..., values) {
            let code =
                switch value {
                case .null: unsafe sqlite3_bind_null(handle, index)
                case .integer(let number): unsafe sqlite3_bind_int64(handle, index, Int64(number))
                case .text(var text):
                    text.withUTF8 { bytes in
                        unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                            unsafe farsign_sqlite_bind_text(
                                handle, index, characters.baseAddress, Int32(characters.count))
                        }
                    }
                }
            guard code == SQLITE_OK else { throw error(code) }
        }
    }

    /// Returns false if there is no further row.
    package func step() throws(SQLiteError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        switch code & 0xFF {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw error(code)
        }
    }

    /// The unchecked value, only for display and comparison.
    package func anyInt(_ column: Int32) -> Int {
        unsafe Int(sqlite3_column_int64(handle, column))
    }

    /// A number for calculations. The file is not trusted: a value out of range means that it is corrupt.
    package func int(_ column: Int32, in range: ClosedRange<Int> = 0...SQLiteValue.largest) throws(SQLiteError) -> Int {
        let value = anyInt(column)
        guard range.contains(value) else { throw .corrupt(sql) }
        return value
    }

    /// A time in milliseconds since 1970, within the years of RFC 3339.
    func optionalDate(_ column: Int32) throws(SQLiteError) -> Date? {
        isNull(column) ? nil : Date(milliseconds: try int(column, in: Date.millisecondRange))
    }

    /// The text; NULL reads as the empty text.
    package func text(_ column: Int32) -> String {
        // "The safest policy is to invoke [...] sqlite3_column_text() followed by sqlite3_column_bytes()".
        guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Gives the bytes of the text as they are stored, which need not be UTF-8; nil for NULL.
    package func withText<Result>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard let start = unsafe sqlite3_column_text(handle, column) else { return nil }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe body(UnsafeBufferPointer(start: start, count: count))
    }

    package func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    package func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    private func error(_ code: Int32) -> SQLiteError {
        unsafe Connection.error(code, sql, of: database)
    }

    private var sql: String { unsafe sqlite3_sql(handle).map { unsafe String(cString: $0) } ?? "" }
}
