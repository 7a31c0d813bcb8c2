import SessionStore
import Text

/// The canonical bytes of a row, straight from the ledger: what ``AuditRecord/canonical`` is, for a million rows in a
/// second.
struct CanonicalRow: ~Copyable {
    private(set) var bytes = ReusedBytes()
    /// The stored hash.
    private(set) var hash = ReusedBytes()
    /// The stored hash of the row before it.
    private(set) var previousHash = ReusedBytes()
    private(set) var seq = 0
    /// Where in the bytes the program, the hash of the row before, the profile, the number, the session and the time
    /// begin.
    private var program = 0, previous = 0, profile = 0, number = 0, session = 0, time = 0
    /// Whether the stored texts have the one form that is hashed.
    private(set) var isCanonical = false
    /// The last detail that had it, since most rows have that of the row before.
    private var canonicalDetail = ReusedBytes()

    /// Reads a row of ``LedgerReader/eventColumns``.
    mutating func read(_ statement: borrowing Statement) {
        bytes.removeAll()
        hash.removeAll()
        isCanonical = true
        text(#"{"account":"#, statement, 6)
        integer(#","actor":{"pid":"#, statement, 9)
        program = bytes.count
        text(#","process":"#, statement, 10)
        text(#","ssh_client":"#, statement, 12)
        text(#","tty":"#, statement, 11)
        integer(#","uid":"#, statement, 7)
        text(#","user":"#, statement, 8)
        bytes.append(#"},"detail":"#)
        unsafe statement.withText(13) { unsafe appendDetail($0) }
        text(#","kind":"#, statement, 2)
        text(#","outcome":"#, statement, 3)
        previousHash.removeAll()
        unsafe statement.withText(14) { unsafe previousHash.append($0) }
        previous = bytes.count
        text(#","previous_hash":"#, statement, 14)
        profile = bytes.count
        text(#","profile":"#, statement, 4)
        number = bytes.count
        integer(#","seq":"#, statement, 0)
        session = bytes.count
        text(#","session":"#, statement, 5)
        time = bytes.count
        text(#","time":"#, statement, 1)
        bytes.append(UInt8(ascii: "}"))
        unsafe statement.withText(15) { unsafe hash.append($0) }
        seq = statement.anyInt(0)
    }

    /// Takes the stored hash, and leaves bytes that are overwritten with the next row.
    mutating func exchangeHash(_ other: inout ReusedBytes) {
        swap(&hash, &other)
    }

    /// A hash of what the row says, apart from its number, its process id, its time and its place in the chain.
    func content() -> Int {
        unsafe bytes.withBytes { bytes in
            var hasher = Hasher()
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[program..<previous]))
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[profile..<number]))
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[session..<time]))
            return hasher.finalize()
        }
    }

    private mutating func appendDetail(_ detail: UnsafeBufferPointer<UInt8>) {
        unsafe bytes.append(detail)
        if unsafe !detail.isEmpty && canonicalDetail.elementsEqual(UnsafeRawBufferPointer(detail)) { return }
        guard unsafe CanonicalJSON.isCanonical(detail) else {
            isCanonical = false
            return
        }
        canonicalDetail.removeAll()
        unsafe canonicalDetail.append(detail)
    }

    private mutating func integer(_ name: StaticString, _ statement: borrowing Statement, _ column: Int32) {
        bytes.append(name)
        bytes.append(String(statement.anyInt(column)))
    }

    private mutating func text(_ name: StaticString, _ statement: borrowing Statement, _ column: Int32) {
        bytes.append(name)
        let written: Void? = unsafe statement.withText(column) { text in
            bytes.append(UInt8(ascii: "\""))
            if unsafe text.contains(where: Self.needsCare) { unsafe quote(text) } else { unsafe bytes.append(text) }
            bytes.append(UInt8(ascii: "\""))
        }
        if written == nil { bytes.append("null") }
    }

    private static func needsCare(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
        guard let text = unsafe String(validating: text, as: UTF8.self) else {
            isCanonical = false
            return
        }
        // Bytes, since a quote and a combining mark after it are one Character.
        bytes.append(Array(JSONValue.string(text).canonical.utf8.dropFirst().dropLast()))
    }
}
