import SessionStore
import Text

/// The canonical bytes of a row, straight from the ledger: what ``AuditRecord/canonical`` is, for a million rows in a
/// second.
struct CanonicalRow: ~Copyable {
    private(set) var bytes: [UInt8] = []
    /// The stored hash.
    private(set) var hash: [UInt8] = []
    /// The stored hash of the row before it.
    private(set) var previousHash: [UInt8] = []
    private(set) var seq = 0
    /// Whether the stored texts have the one form that is hashed.
    private(set) var isCanonical = false

    /// Reads a row of ``LedgerReader/eventColumns``.
    mutating func read(_ statement: borrowing Statement) {
        bytes.removeAll(keepingCapacity: true)
        hash.removeAll(keepingCapacity: true)
        isCanonical = true
        text(#"{"account":"#, statement, 6)
        integer(#","actor":{"pid":"#, statement, 9)
        text(#","process":"#, statement, 10)
        text(#","ssh_client":"#, statement, 12)
        text(#","tty":"#, statement, 11)
        integer(#","uid":"#, statement, 7)
        text(#","user":"#, statement, 8)
        append(#"},"detail":"#)
        let detail = bytes.count
        statement.append(13, to: &bytes)
        if !CanonicalJSON.isCanonical(bytes[detail...]) { isCanonical = false }
        text(#","kind":"#, statement, 2)
        text(#","outcome":"#, statement, 3)
        previousHash.removeAll(keepingCapacity: true)
        statement.append(14, to: &previousHash)
        text(#","previous_hash":"#, statement, 14)
        text(#","profile":"#, statement, 4)
        integer(#","seq":"#, statement, 0)
        text(#","session":"#, statement, 5)
        text(#","time":"#, statement, 1)
        bytes.append(UInt8(ascii: "}"))
        statement.append(15, to: &hash)
        seq = statement.anyInt(0)
    }

    /// Takes the stored hash, and leaves bytes that are overwritten with the next row.
    mutating func exchangeHash(_ other: inout [UInt8]) {
        swap(&hash, &other)
    }

    private mutating func integer(_ name: StaticString, _ statement: borrowing Statement, _ column: Int32) {
        append(name)
        bytes.append(contentsOf: String(statement.anyInt(column)).utf8)
    }

    private mutating func text(_ name: StaticString, _ statement: borrowing Statement, _ column: Int32) {
        append(name)
        if statement.isNull(column) {
            append("null")
            return
        }
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        statement.append(column, to: &bytes)
        if bytes[start...].contains(where: Self.needsCare) { quote(from: start) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsCare(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Escapes the text that was appended last.
    private mutating func quote(from start: Int) {
        guard let text = String(validating: bytes[start...], as: UTF8.self) else {
            isCanonical = false
            return
        }
        bytes.replaceSubrange(start..., with: JSONValue.string(text).canonical.utf8.dropFirst().dropLast())
    }

    private mutating func append(_ literal: StaticString) {
        unsafe bytes.append(
            contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }
}
