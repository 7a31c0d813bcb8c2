import FoundationEssentials
import Session
import Text

/// Writes one entry in one transaction.
struct LedgerWriter {
    let connection: Connection
    let lostRows: LostRows

    func write(_ entry: LedgerEntry) throws(SQLiteError) {
        // NORMAL: "a transaction committed in WAL mode with synchronous=NORMAL might roll back following a power loss
        // or system crash", and nothing worse.
        try connection.run("PRAGMA synchronous = \(entry.durability == .full ? "FULL" : "NORMAL")")
        // IMMEDIATE, because a reader that becomes a writer is refused if another process wrote in between.
        try connection.run("BEGIN IMMEDIATE")
        do throws(SQLiteError) {
            let changes = LedgerChanges(connection: connection, time: entry.time)
            for change in entry.changes { try changes.apply(change) }
            if entry.events.isEmpty {
                try connection.run("COMMIT")
            } else {
                try lostRows.report { lost throws(SQLiteError) in
                    try append(entry.events, at: entry.time, lost: lost)
                    try connection.run("COMMIT")
                }
            }
        } catch {
            try? connection.run("ROLLBACK")
            throw error
        }
    }

    /// Appends events inside an open transaction.
    func append(_ events: [AuditEvent], at time: Date, lost: Int) throws(SQLiteError) {
        var (seq, hash) = try head()
        for (index, event) in events.enumerated() {
            var event = event
            if index == 0, lost > 0 { event.detail["lost_rows_before"] = .integer(lost) }
            let record = AuditRecord(event, seq: seq + 1, time: time, previousHash: hash)
            try insert(record)
            (seq, hash) = (record.seq, record.hash)
        }
        try connection.writeRow(
            """
            INSERT INTO head (id, seq, hash) VALUES (1, ?, ?)
            ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
            """, [.integer(seq), .text(hash)])
    }

    /// The last row. It is also stored separately, so that rows removed from the end leave a gap. If the two differ,
    /// somebody else changed the file: continue from the larger number, and ``ChainWalk`` finds the gap.
    private func head() throws(SQLiteError) -> (seq: Int, hash: String) {
        let statement = try connection.prepare(
            """
            SELECT seq, hash FROM head
            UNION ALL SELECT seq, hash FROM (SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1)
            """)
        var head = (seq: 0, hash: AuditRecord.genesis)
        while try statement.step() {
            let seq = try statement.int(0, in: .min...SQLiteValue.largest)
            if seq > head.seq { head = (seq, statement.text(1)) }
        }
        return head
    }

    private func insert(_ record: AuditRecord) throws(SQLiteError) {
        let actor = record.actor
        try connection.writeRow(
            """
            INSERT INTO events (seq, time, kind, outcome, profile, session, account, uid, user, pid, process, tty,
                ssh_client, detail, previous_hash, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(record.seq), .text(record.time), .text(record.kind), .text(record.outcome),
                .text(record.profile), .text(record.session), .text(record.account), .integer(actor.uid),
                .text(actor.user), .integer(actor.pid), .text(actor.process), .text(actor.tty), .text(actor.sshClient),
                .text(record.detail.canonical), .text(record.previousHash), .text(record.hash),
            ])
    }
}
