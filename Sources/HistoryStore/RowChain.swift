import Crypto
import History
import Session
import SessionStore

/// Reads rows in order and verifies each, and that it follows the one before it.
struct RowChain {
    struct Link {
        let seq: Int
        /// In hexadecimal.
        let hash: [UInt8]
    }

    struct Wrong {
        let seq: Int
        let reason: String
    }

    /// A row that must have this hash, if it is read.
    private let expected: ExpectedEvent?
    /// The first row that was read, with the hash that the row before it should have; nil if that row was known.
    private(set) var first: Link?
    /// The last row.
    private(set) var last: Link?
    private(set) var wrong: Wrong?

    /// - Parameter last: the row before the first one; nil if it is not known here.
    init(after last: Link?, expected: ExpectedEvent? = nil) {
        self.last = last
        self.expected = expected
    }

    /// - Parameters:
    ///   - lowest: rows from this sequence number on.
    ///   - body: takes each row that is right. A wrong one ends the reading.
    mutating func read(
        _ connection: Connection, from lowest: Int, through end: Int,
        _ body: (borrowing CanonicalRow, borrowing Statement) -> Void
    ) throws(SQLiteError) {
        let statement = try connection.prepare(
            "SELECT \(LedgerReader.eventColumns) FROM events WHERE seq >= ? AND seq <= ? ORDER BY seq",
            [.integer(lowest), .integer(end)])
        var row = CanonicalRow()
        var (seq, hash) = (last?.seq, last?.hash ?? [])
        defer { last = seq.map { Link(seq: $0, hash: hash) } }
        while try statement.step() {
            row.read(statement)
            if let seq, row.seq == seq + 1, row.previousHash == hash {
                wrong = misfit(row)
            } else if let seq {
                wrong = Self.misfit(Link(seq: row.seq, hash: row.previousHash), after: Link(seq: seq, hash: hash))
            } else {
                first = Link(seq: row.seq, hash: row.previousHash)
                wrong = misfit(row)
            }
            guard wrong == nil else { return }
            seq = row.seq
            // A copy would cost more than the rest of the comparison.
            row.exchangeHash(&hash)
            body(row, statement)
        }
    }

    /// Reads rows with what their columns say.
    mutating func read(
        _ connection: Connection, from lowest: Int, through end: Int, records body: (HistoryRow) -> Void
    ) throws(SQLiteError) {
        try read(connection, from: lowest, through: end) { row, statement in
            body(HistoryRow(LedgerReader.record(statement), canonical: row.bytes))
        }
    }

    private func misfit(_ row: borrowing CanonicalRow) -> Wrong? {
        if !row.isCanonical || !Self.isHash(row.hash, of: row.bytes) {
            return Wrong(seq: row.seq, reason: "its hash does not match its content, so it was changed")
        }
        if let expected, row.seq == expected.seq, !row.hash.elementsEqual(expected.hash.utf8) {
            return Wrong(seq: row.seq, reason: "its hash differs from the expected one")
        }
        return nil
    }

    /// - Parameter link: a row, with the hash that the row before it should have.
    static func misfit(_ link: Link, after last: Link) -> Wrong? {
        if link.seq != last.seq + 1 {
            return Wrong(
                seq: link.seq,
                reason: last.seq == 0
                    ? "the first row must be row 1, so earlier rows are missing"
                    : "it follows row \(last.seq), so rows in between are missing")
        }
        return link.hash == last.hash
            ? nil : Wrong(seq: link.seq, reason: "its previous hash is not the hash of row \(last.seq)")
    }

    /// Whether the text is the hash in lower-case hexadecimal.
    private static func isHash(_ text: [UInt8], of bytes: [UInt8]) -> Bool {
        guard text.count == 2 * SHA256.byteCount else { return false }
        var hash = SHA256()
        unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
        let digest = hash.finalize()
        return unsafe digest.withUnsafeBytes { bytes in
            for index in 0..<SHA256.byteCount {
                let byte = unsafe bytes[index]
                guard text[2 * index] == digit(byte >> 4), text[2 * index + 1] == digit(byte & 15) else { return false }
            }
            return true
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }
}

extension RowChain.Link {
    init(_ event: (seq: Int, hash: String)) {
        self.init(seq: event.seq, hash: Array(event.hash.utf8))
    }

    var text: String { String(decoding: hash, as: UTF8.self) }
}
