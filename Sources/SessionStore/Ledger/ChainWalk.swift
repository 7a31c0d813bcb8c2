import Session

/// Verifies the audit chain from its first row and stops at the first wrong one.
///
/// It reads in batches, which keeps memory small and does not block checkpoints of the log. The hashes have no key:
/// somebody who can write the file and recomputes the whole chain is not detected, any smaller change is.
struct ChainWalk {
    private static let batch = 5_000

    let connection: Connection
    let expected: AuditCheckpoint?

    func run() throws(SQLiteError) -> AuditVerification {
        var last = (seq: 0, hash: AuditRecord.genesis)
        while true {
            // One transaction gives a consistent view of the batch and the head while other processes write.
            try connection.run("BEGIN")
            defer { try? connection.run("ROLLBACK") }
            let start = last.seq
            if let broken = try walk(&last) { return broken }
            if last.seq == start { return try finish(last) }
        }
    }

    private func finish(_ last: (seq: Int, hash: String)) throws(SQLiteError) -> AuditVerification {
        if let broken = try compareHead(last) { return broken }
        if let broken = compareExpected(last) { return broken }
        // Even complete rows are not reliable if an index omits some or a trigger suppresses the next one.
        if let reason = try LedgerSchema.difference(in: connection) { return .altered(reason: reason) }
        if let reason = try LedgerSchema.damage(in: connection) { return .altered(reason: reason) }
        return .intact(rows: last.seq, hash: last.hash)
    }

    private func walk(_ last: inout (seq: Int, hash: String)) throws(SQLiteError) -> AuditVerification? {
        let statement = try connection.prepare(
            // Start below row 1: such a sequence number was not written by farsign and is an error.
            """
            SELECT \(LedgerReader.eventColumns) FROM events WHERE seq >= ? ORDER BY seq LIMIT ?
            """, [.integer(last.seq == 0 ? .min : last.seq + 1), .integer(Self.batch)])
        while try statement.step() {
            let record = LedgerReader.record(statement)
            if let reason = Self.misfit(record, after: last) { return .broken(seq: record.seq, reason: reason) }
            if record.seq == expected?.seq, record.hash != expected?.hash {
                return .broken(seq: record.seq, reason: "its hash differs from the expected one")
            }
            last = (record.seq, record.hash)
        }
        return nil
    }

    private static func misfit(_ record: AuditRecord, after last: (seq: Int, hash: String)) -> String? {
        if record.seq != last.seq + 1 {
            return last.seq == 0
                ? "the first row must be row 1, so earlier rows are missing"
                : "it follows row \(last.seq), so rows in between are missing"
        }
        if record.previousHash != last.hash { return "its previous hash is not the hash of row \(last.seq)" }
        if record.hash != record.expectedHash { return "its hash does not match its content, so it was changed" }
        return nil
    }

    private func compareHead(_ last: (seq: Int, hash: String)) throws(SQLiteError) -> AuditVerification? {
        let statement = try connection.prepare("SELECT seq, hash FROM head")
        let hasHead = try statement.step()
        let head = hasHead ? (seq: statement.anyInt(0), hash: statement.text(1)) : (seq: 0, hash: AuditRecord.genesis)
        if head.seq > last.seq {
            return .broken(seq: last.seq + 1, reason: "rows up to \(head.seq) are missing at the end")
        }
        guard head == last else {
            return .broken(seq: last.seq, reason: "the last row that was written is row \(head.seq)")
        }
        return nil
    }

    private func compareExpected(_ last: (seq: Int, hash: String)) -> AuditVerification? {
        guard let expected, expected.seq > last.seq else { return nil }
        return .broken(seq: last.seq + 1, reason: "rows up to \(expected.seq) were expected and are missing")
    }
}
