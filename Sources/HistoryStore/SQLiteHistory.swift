package import FoundationEssentials
package import History
package import Session
package import SessionStore
package import Text

/// The rows of the ledger's file as evidence.
package struct SQLiteHistory: LedgerHistory {
    private let ledger: SQLiteLedger
    private let chunk: Int

    /// - Parameter chunk: how many rows a processor verifies at a time; a power of two, so that they are a subtree.
    package init(_ ledger: SQLiteLedger, chunk: Int = 1 << 14) {
        precondition(chunk.nonzeroBitCount == 1, "a chunk is a subtree")
        self.ledger = ledger
        self.chunk = chunk
    }

    package func verify(_ expected: ExpectedEvent?, sizes: Set<Int>) throws(StateError) -> HistoryVerification {
        let verification = try ledger.use { connection throws(SQLiteError) in
            let walk = ChainWalk(
                ledger: ledger, connection: connection, chunk: chunk, expected: expected, sizes: sizes)
            let pruned = try LedgerTree.pruned(in: connection)?.range.size
            let found = try walk.run()
            // The other connections miss rows that were pruned while they read.
            return try LedgerTree.pruned(in: connection)?.range.size == pruned ? found : walk.run()
        }
        guard case .intact = verification, let path = try ledger.setAside() else { return verification }
        return .setAside(path: path)
    }

    package func tree() throws -> CompactRange {
        try ledger.unfold()
        let grown = try ledger.use { connection throws(SQLiteError) in
            let grown = try read(connection, from: .kept) { _ in }
            // Who cannot write reads the same rows the next time.
            if case .success(let tree) = grown { try? tree.keep(in: connection) }
            return grown
        }
        return try grown.get().range
    }

    package func prove(_ proof: @Sendable (_ rows: Int, _ pruned: CompactRange) -> TreeProof?) throws -> [TreeHash]? {
        let hashes = try ledger.use { connection throws(SQLiteError) -> Result<[TreeHash]?, HistoryError> in
            var growing: TreeProof?
            let read = try read(connection, from: .pruned, begin: { growing = proof($0, $1) }) { row in
                growing?.append(row.leaf)
            }
            return read.map { _ in growing?.hashes }
        }
        return try hashes.get()
    }

    private enum Start {
        /// With the tree that the last checkpoint kept.
        case kept
        /// With the first row that is there.
        case pruned
    }

    /// Reads rows, and verifies them on the way.
    ///
    /// - Parameter end: the last one to read; nil for all.
    private func read(
        _ connection: Connection, from begin: Start, through end: Int? = nil,
        begin told: (_ rows: Int, _ start: CompactRange) -> Void = { _, _ in },
        _ body: (borrowing CanonicalRow) -> Void
    ) throws(SQLiteError) -> Result<LedgerTree, HistoryError> {
        try connection.run("BEGIN")
        defer { try? connection.run("ROLLBACK") }
        let head = try LedgerTree.head(of: connection)
        var start = begin == .kept ? try LedgerTree.kept(in: connection) : nil
        if start == nil { start = try LedgerTree.pruned(in: connection) }
        guard let start else {
            return .failure(.chainBroken(1, HistoryVerification.prunedReason))
        }
        let end = end ?? head.seq
        told(end, start.range)
        var tree = start.range
        var chain = RowChain(after: .init((start.range.size, start.hash)))
        try chain.read(connection, from: start.range.size + 1, through: end) { row, _ in
            tree.append(row.leaf)
            body(row)
        }
        if let wrong = chain.wrong { return .failure(.chainBroken(wrong.seq, wrong.reason)) }
        guard tree.size == end, let last = chain.last, end < head.seq || last.text == head.hash else {
            return .failure(.chainBroken(tree.size + 1, "rows up to \(head.seq) are missing at the end"))
        }
        return .success(LedgerTree(range: tree, hash: last.text))
    }

    package func rows(after shipment: Shipment, limit: Int) throws -> [HistoryRow] {
        let read = try ledger.use { connection throws(SQLiteError) -> Result<[HistoryRow], HistoryError> in
            if let wrong = try Self.misfit(shipment, connection) { return .failure(wrong) }
            var chain = RowChain(after: .init((shipment.tree.size, shipment.hash)))
            var rows: [HistoryRow] = []
            try chain.read(
                connection, from: shipment.tree.size + 1, through: shipment.tree.size + limit,
                records: { rows.append($0) })
            if let wrong = chain.wrong { return .failure(.chainBroken(wrong.seq, wrong.reason)) }
            return .success(rows)
        }
        return try read.get()
    }

    /// A ledger that was cut or replaced does not have the last row that was shipped.
    private static func misfit(_ shipment: Shipment, _ connection: Connection) throws(SQLiteError) -> HistoryError? {
        let size = shipment.tree.size
        guard try LedgerTree.pruned(in: connection)?.range.size != size else { return nil }
        let last = try connection.prepare("SELECT hash FROM events WHERE seq = ?", [.integer(size)])
        guard try last.step(), last.text(0) == shipment.hash else {
            return .chainBroken(size, "it is not the event that was shipped last, so an older ledger is in its place")
        }
        return nil
    }

    package func shipment(to destination: String) throws -> Shipment {
        try ledger.unfold()
        let found = try ledger.use { connection throws(SQLiteError) -> Shipment? in
            let statement = try connection.prepare(
                "SELECT size, nodes, hash, attempt FROM shipments WHERE destination = ?", [.text(destination)])
            guard try statement.step(),
                let tree = LedgerTree(
                    size: statement.anyInt(0), nodes: statement.text(1).split(separator: " ").map(String.init),
                    hash: statement.text(2))
            else {
                return try LedgerTree.pruned(in: connection).map { Shipment(tree: $0.range, hash: $0.hash) }
            }
            let attempt = statement.text(3).split(separator: ":").map(String.init)
            // One that is out of range was not written by farsign.
            let last = attempt.count == 2 ? Int(attempt[0]) : nil
            return Shipment(
                tree: tree.range, hash: tree.hash,
                attempt: last.flatMap { last in
                    tree.range.size < last && last <= SQLiteValue.largest
                        ? Shipment.Attempt(last: last, digest: attempt[1]) : nil
                })
        }
        guard let found else { throw HistoryError.chainBroken(1, HistoryVerification.prunedReason) }
        return found
    }

    package func save(_ shipment: Shipment, to destination: String) throws(StateError) {
        try ledger.use { connection throws(SQLiteError) in
            try connection.run("PRAGMA synchronous = NORMAL")
            try connection.writeRow(
                "REPLACE INTO shipments (destination, size, nodes, hash, attempt) VALUES (?, ?, ?, ?, ?)",
                [
                    .text(destination), .integer(shipment.tree.size),
                    .text(shipment.tree.nodes.map(\.base64).joined(separator: " ")), .text(shipment.hash),
                    .text(shipment.attempt.map { "\($0.last):\($0.digest)" }),
                ])
        }
    }

    package func hold<Result>(_ destination: String, _ body: () throws -> Result) throws -> Result {
        let lock = try FileLock(
            ledger.state, "ship-" + Array(destination.utf8).sha256.hex.prefix(16), within: .seconds(1))
        defer { lock.release() }
        return try body()
    }

    package func destinations() throws(StateError) -> [(name: String, rows: Int)] {
        try ledger.use { connection throws(SQLiteError) in
            let statement = try connection.prepare("SELECT destination, size FROM shipments ORDER BY destination")
            var found: [(name: String, rows: Int)] = []
            while try statement.step() { found.append((statement.text(0), statement.anyInt(1))) }
            return found
        }
    }

    package func rows(before time: Date) throws(StateError) -> Int? {
        try ledger.use { connection throws(SQLiteError) in
            let statement = try connection.prepare(
                "SELECT min(seq) - 1 FROM events WHERE time >= ?", [.text(RFC3339.milliseconds(time))])
            guard try statement.step(), !statement.isNull(0) else { return nil }
            return statement.anyInt(0)
        }
    }

    package func prune(through seq: Int, key: NoteVerifier?, by actor: Actor, at time: Date) throws {
        let tree = try ledger.use { connection throws(SQLiteError) -> Result<LedgerTree, HistoryError> in
            try read(connection, from: .pruned, through: seq) { _ in }
        }
        let detail = try tree.get().detail.merging(key.map(AnnouncedKeys.detail) ?? [:]) { $1 }
        let event = AuditEvent(.historyPruned, actor: actor, detail: detail)
        try ledger.prune(through: seq, event, at: time)
    }
}
