import Crypto
import History
import Session
import SessionStore
import Text

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
        var seq = last?.seq
        var hash = ReusedBytes()
        hash.append(last?.hash ?? [])
        defer { last = seq.map { Link(seq: $0, hash: hash.array) } }
        while try statement.step() {
            row.read(statement)
            if let seq, row.seq == seq + 1, row.previousHash.elementsEqual(hash) {
                wrong = misfit(row)
            } else if let seq {
                wrong = Self.misfit(
                    Link(seq: row.seq, hash: row.previousHash.array), after: Link(seq: seq, hash: hash.array))
            } else {
                first = Link(seq: row.seq, hash: row.previousHash.array)
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
        // Most rows have the detail of the row before.
        var (text, value, detail) = (String?.none, JSONValue.null, OCSFDetail?.none)
        try read(connection, from: lowest, through: end) { row, statement in
            if text.map({ $0.isExactly(statement.text(13)) }) != true {
                text = statement.text(13)
                value = LedgerReader.detail(statement)
                detail = OCSFDetail(value)
            }
            let record = LedgerReader.record(statement, detail: value)
            body(HistoryRow(record, canonical: row.bytes.array, detail: detail))
        }
    }

    private func misfit(_ row: borrowing CanonicalRow) -> Wrong? {
        if !row.isCanonical || !Self.isHash(row) {
            return Wrong(seq: row.seq, reason: "its hash does not match its content, so it was changed")
        }
        if let expected, row.seq == expected.seq, row.hash.array != Array(expected.hash.utf8) {
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

    /// Whether the stored hash is that of the row, in lower-case hexadecimal.
    private static func isHash(_ row: borrowing CanonicalRow) -> Bool {
        let digest = unsafe row.bytes.withBytes { bytes in
            var hash = SHA256()
            unsafe hash.update(bufferPointer: bytes)
            return hash.finalize()
        }
        return unsafe row.hash.withBytes { text in
            guard text.count == 2 * SHA256.byteCount else { return false }
            // No way out before the end, so that the compiler compares many bytes at a time.
            return unsafe digest.withUnsafeBytes { bytes in
                var difference: UInt8 = 0
                for index in 0..<SHA256.byteCount {
                    let byte = unsafe bytes[index]
                    unsafe difference |= text[2 * index] ^ digit(byte >> 4)
                    unsafe difference |= text[2 * index + 1] ^ digit(byte & 15)
                }
                return difference == 0
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value &+ UInt8(ascii: "0") &+ (value > 9 ? UInt8(ascii: "a") - 10 - UInt8(ascii: "0") : 0)
    }
}

extension RowChain.Link {
    init(_ event: (seq: Int, hash: String)) {
        self.init(seq: event.seq, hash: Array(event.hash.utf8))
    }

    var text: String { String(decoding: hash, as: UTF8.self) }
}
