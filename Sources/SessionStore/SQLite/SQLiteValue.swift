import CSQLite

/// A value that is bound to a parameter.
package enum SQLiteValue {
    case null
    case integer(Int)
    case text(String)

    /// The maximum of counters and sequence numbers: every JSON library reads such a number exactly (RFC 7493).
    package static let largest = (1 << 53) - 1

    package static func text(_ text: String?) -> SQLiteValue { text.map(SQLiteValue.text) ?? .null }
    package static func integer(_ value: Int?) -> SQLiteValue { value.map(SQLiteValue.integer) ?? .null }
}
