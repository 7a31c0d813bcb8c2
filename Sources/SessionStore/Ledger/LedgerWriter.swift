import FoundationEssentials
import Session
import Text

/// Writes one entry in one transaction.
struct LedgerWriter {
    let connection: Connection
    let lostRows: LostRows
    /// Whether vends are folded from now on; nil leaves that as it is. See ``FoldedVends``.
    var foldsVends: Bool?

    func write(_ entry: LedgerEntry) throws(SQLiteError) {
        // NORMAL: "a transaction committed in WAL mode with synchronous=NORMAL might roll back following a power loss
        // or system crash", and nothing worse.
        try connection.run("PRAGMA synchronous = \(entry.durability == .full ? "FULL" : "NORMAL")")
        if !entry.changes.isEmpty { try applyVends(downTo: LedgerChanges.step) }
        try transaction { () throws(SQLiteError) in
            if !entry.changes.isEmpty {
                let folded = try FoldedVends(connection: connection).take()
                if !folded.isEmpty { try append(folded, after: head(), lost: 0) }
                while try LedgerChanges.lack(moreThan: 0, in: connection) { try LedgerChanges.applyVends(connection) }
                let changes = LedgerChanges(connection: connection, time: entry.time)
                for change in entry.changes { try changes.apply(change) }
            }
            guard !entry.events.isEmpty else { return try connection.run("COMMIT") }
            try lostRows.report { lost throws(SQLiteError) in
                try append(entry, lost: lost)
                try connection.run("COMMIT")
            }
        }
    }

    private func append(_ entry: LedgerEntry, lost: Int) throws(SQLiteError) {
        let head = try head()
        let folds = foldsVends ?? head.folds
        let folded = FoldedVends(connection: connection)
        var events: [(event: AuditEvent, time: Date)] = []
        if folds, lost == 0, entry.changes.isEmpty, entry.events.count == 1, entry.events[0].kind == .vended {
            events = try folded.take(until: entry.time)
            try folded.add(entry.events[0], at: entry.time)
            if events.isEmpty, folds == head.folds { return }
        } else {
            if head.folds { events = try folded.take() }
            events += entry.events.map { ($0, entry.time) }
        }
        try append(events, after: head, lost: lost)
    }

    /// Makes rows of the vends that were folded.
    func unfold() throws(SQLiteError) {
        let folded = FoldedVends(connection: connection)
        if try folded.isEmpty() { return }
        try transaction { () throws(SQLiteError) in
            try append(folded.take(), after: head(), lost: 0)
            try connection.run("COMMIT")
        }
    }

    /// Adds to the index of blocks what it lacks; see ``BlockIndex``.
    func indexBlocks() throws(SQLiteError) {
        try BlockIndex(connection: connection).grow { body throws(SQLiteError) in
            try transaction { () throws(SQLiteError) in
                try body()
                try connection.run("COMMIT")
            }
        }
    }

    /// Removes the first events, and writes the one that tells so.
    func prune(through seq: Int, _ event: AuditEvent, at time: Date) throws(SQLiteError) {
        try connection.run("PRAGMA synchronous = FULL")
        // What they say about sessions and profiles stays in the tables.
        try applyVends()
        try transaction { () throws(SQLiteError) in
            while try LedgerChanges.lack(moreThan: 0, in: connection) { try LedgerChanges.applyVends(connection) }
            try connection.run("DELETE FROM events WHERE seq <= ?", [.integer(seq)])
            try connection.run("DELETE FROM access_keys WHERE last_seq <= ?", [.integer(seq)])
            try BlockIndex(connection: connection).prune(through: seq)
            try append([(event, time)], after: head(), lost: 0)
            try connection.run("COMMIT")
        }
    }

    /// Brings the tables up to date, in short transactions, until there are at most so many events left; see
    /// ``LedgerChanges/applyVends(_:)``.
    func applyVends(downTo rest: Int = 0) throws(SQLiteError) {
        // A directory for temporary files may be missing, full or read-only.
        try connection.run("PRAGMA temp_store = MEMORY")
        try unfold()
        while try LedgerChanges.lack(moreThan: rest, in: connection) {
            try transaction { () throws(SQLiteError) in
                try LedgerChanges.applyVends(connection)
                try connection.run("COMMIT")
            }
        }
    }

    /// Runs `body`, which commits, with the write lock.
    private func transaction(_ body: () throws(SQLiteError) -> Void) throws(SQLiteError) {
        // IMMEDIATE, because a reader that becomes a writer is refused if another process wrote in between.
        try connection.run("BEGIN IMMEDIATE")
        do throws(SQLiteError) {
            try body()
        } catch {
            try? connection.run("ROLLBACK")
            throw error
        }
    }

    /// Begins a ledger inside an open transaction.
    func begin(with events: [AuditEvent], at time: Date) throws(SQLiteError) {
        try append(events.map { ($0, time) }, after: head(), lost: 0)
    }

    private func append(
        _ events: [(event: AuditEvent, time: Date)], after last: Head, lost: Int
    ) throws(SQLiteError) {
        var head = last
        // Other events than vends change no table by themselves.
        let staysApplied = head.appliedSeq == head.seq && !events.contains { $0.event.kind == .vended }
        for (index, (event, time)) in events.enumerated() {
            var event = event
            if index == 0, lost > 0 { event.detail["lost_rows_before"] = .integer(lost) }
            let record = try insert(event, at: time, after: head)
            (head.seq, head.hash) = (record.seq, record.hash)
        }
        if staysApplied { head.appliedSeq = head.seq }
        try connection.writeRow(
            "REPLACE INTO head (id, seq, hash, applied_seq, folds) VALUES (1, ?, ?, ?, ?)",
            [
                .integer(head.seq), .text(head.hash), .integer(head.appliedSeq),
                .integer(foldsVends ?? head.folds ? 1 : 0),
            ])
    }

    private struct Head {
        var seq: Int
        var hash: String
        /// See ``LedgerChanges/applyVends(_:)``.
        var appliedSeq: Int
        /// Whether vends are folded.
        var folds: Bool
    }

    /// The sequence numbers after which there is another one.
    private static let seqs = 0...SQLiteValue.largest - 1

    /// The last row. It is also stored separately, so that rows removed from the end leave a gap.
    private func head() throws(SQLiteError) -> Head {
        let statement = try connection.prepare("SELECT seq, hash, applied_seq, folds FROM head")
        guard try statement.step() else {
            // Somebody removed it if there are events; whether the tables have them is not known any more.
            let last = try connection.prepare("SELECT coalesce(max(seq), 0) FROM events")
            _ = try last.step()
            return Head(seq: 0, hash: AuditRecord.genesis, appliedSeq: last.anyInt(0), folds: false)
        }
        return Head(
            seq: try statement.int(0, in: Self.seqs), hash: statement.text(1), appliedSeq: statement.anyInt(2),
            folds: statement.anyInt(3) != 0)
    }

    private func insert(_ event: AuditEvent, at time: Date, after head: Head) throws(SQLiteError) -> AuditRecord {
        let record = AuditRecord(event, seq: head.seq + 1, time: time, previousHash: head.hash)
        do throws(SQLiteError) {
            try insert(record)
            return record
        } catch {
            // Somebody else changed the file if there is such a row: continue after the last one, and ``ChainWalk``
            // finds the gap.
            guard error.isConstraint else { throw error }
            let last = try connection.prepare("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
            guard try last.step(), case let seq = try last.int(0, in: Self.seqs), seq > head.seq else { throw error }
            let next = AuditRecord(event, seq: seq + 1, time: time, previousHash: last.text(1))
            try insert(next)
            return next
        }
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
