import History
import Session
import SessionStore
import Synchronization
import Text

/// Verifies the audit chain and computes the Merkle tree of its rows.
///
/// All processors read, each a chunk of rows at a time on a connection of its own. Rows are only ever appended or pruned,
/// so that each sees the same ones. The chain has no key: somebody who can write the file and recomputes all of it is
/// found by a checkpoint that was kept elsewhere, and by nothing else.
struct ChainWalk {
    let ledger: SQLiteLedger
    let connection: Connection
    /// In rows; see ``SQLiteHistory/init(_:chunk:)``.
    let chunk: Int
    let expected: ExpectedEvent?
    /// Tree sizes whose heads are wanted.
    let sizes: Set<Int>

    func run() throws(SQLiteError) -> HistoryVerification {
        // One transaction gives a consistent view of the head and of what is not a row.
        try connection.run("BEGIN")
        defer { try? connection.run("ROLLBACK") }
        let head = try LedgerTree.head(of: connection)
        guard let start = try LedgerTree.pruned(in: connection) else { return .prunedUnreadable }
        var sizes = sizes
        if !sizes.isEmpty { for tree in try LedgerTree.all(in: connection) { sizes.insert(tree.range.size) } }
        let walked = try walk(after: start, sizes: sizes, to: min(head.seq, SQLiteValue.largest))
        let found = try merge(walked, after: start, sizes: sizes, head)
        guard case .intact = found else { return found }
        // Even complete rows are not reliable if an index omits some or a trigger suppresses the next one.
        if let reason = try misfitTree(found) { return .altered(reason: reason) }
        if let block = walked.chunks.values.compactMap(\.blocks.wrong).min() {
            let first = block * BlockIndex.size
            return .altered(
                reason: "the index for filters leaves out some of the events \(first) to \(first + BlockIndex.size - 1)"
            )
        }
        if let reason = try LedgerSchema.difference(in: connection) ?? walked.damage { return .altered(reason: reason) }
        return found
    }

    /// Compares the trees that the ledger keeps, which the next checkpoints continue, where the heads are computed anyway.
    private func misfitTree(_ found: HistoryVerification) throws(SQLiteError) -> String? {
        guard case .intact(let history) = found, !sizes.isEmpty else { return nil }
        for tree in try LedgerTree.all(in: connection) {
            if let head = history.heads[tree.range.size], head != TreeHead(tree.range) {
                return "the hashes that it keeps of the first \(tree.range.size) events are not theirs"
            }
        }
        return nil
    }

    private struct Walked {
        var chunks: [Int: Chunk] = [:]
        /// The first problem of the file itself.
        var damage: String?
        var failure: SQLiteError?
    }

    private func walk(after start: LedgerTree, sizes: Set<Int>, to end: Int) throws(SQLiteError) -> Walked {
        let first = start.range.size / chunk
        let count = max(end - first * chunk + chunk - 1, 0) / chunk
        let walked = Mutex(Walked())
        let next = Atomic(0)
        let (ledger, size, expected, blocks) = (ledger, chunk, expected, try IndexedBlocks(connection))
        Parallel.perform(min(Parallel.processors, count + 1)) { worker in
            do throws(SQLiteError) {
                let connection = try ledger.another()
                if worker == 0 {
                    let damage = try LedgerSchema.damage(in: connection)
                    walked.withLock { $0.damage = damage }
                }
                while case let index = next.add(1, ordering: .relaxed).oldValue, index < count {
                    let lowest = (first + index) * size
                    var chunk = Chunk(after: index == 0 ? start : nil, expected: expected, sizes: sizes, blocks)
                    let upTo = min(lowest + size, end)
                    try chunk.read(connection, from: lowest + 1, through: upTo)
                    walked.withLock { $0.chunks[index] = chunk }
                    // What follows a row that is wrong or missing need not be read.
                    if chunk.chain.last?.seq != upTo { next.store(count, ordering: .relaxed) }
                }
            } catch {
                walked.withLock { $0.failure = $0.failure ?? error }
            }
        }
        let all = walked.withLock { $0 }
        if let failure = all.failure { throw failure }
        return all
    }

    private func merge(
        _ walked: Walked, after start: LedgerTree, sizes: Set<Int>, _ head: (seq: Int, hash: String)
    ) throws(SQLiteError) -> HistoryVerification {
        var last = RowChain.Link((start.range.size, start.hash))
        var tree = start.range
        var heads = [tree.size: TreeHead(tree)]
        for (_, chunk) in walked.chunks.sorted(by: { $0.key < $1.key }) {
            if let first = chunk.chain.first, let wrong = RowChain.misfit(first, after: last) {
                return .broken(seq: wrong.seq, reason: wrong.reason)
            }
            if let wrong = chunk.chain.wrong { return .broken(seq: wrong.seq, reason: wrong.reason) }
            // The first chunk begins with what was pruned.
            let before = chunk.isFirst ? CompactRange() : tree
            for (size, part) in chunk.parts { heads[size] = TreeHead(before + part) }
            if chunk.isInTree { tree = before + chunk.tree }
            last = chunk.chain.last ?? last
        }
        if let wrong = try misfit(last, after: start, head) { return wrong }
        return .intact(
            IntactHistory(
                rows: last.seq, pruned: start.range.size, hash: last.text,
                heads: heads.filter { sizes.contains($0.key) }))
    }

    /// Compares the last row with the head, which a row that was removed from the end leaves behind.
    private func misfit(
        _ last: RowChain.Link, after start: LedgerTree, _ head: (seq: Int, hash: String)
    ) throws(SQLiteError) -> HistoryVerification? {
        let next = try connection.prepare(
            "SELECT min(seq) FROM events WHERE seq > ? AND seq <= ?", [.integer(last.seq), .integer(head.seq)])
        if try next.step(), !next.isNull(0) {
            return .broken(
                seq: next.anyInt(0), reason: "it follows row \(last.seq), so rows in between are missing")
        }
        if head.seq > last.seq {
            return .broken(seq: last.seq + 1, reason: "rows up to \(head.seq) are missing at the end")
        }
        let highest = try connection.prepare("SELECT coalesce(max(seq), 0) FROM events")
        _ = try highest.step()
        let end = max(highest.anyInt(0), last.seq)
        guard end == head.seq || end == last.seq && head.seq == last.seq, head.hash == last.text else {
            return .broken(seq: end, reason: "the last row that was written is row \(head.seq)")
        }
        if let expected, expected.seq > last.seq {
            return .broken(seq: last.seq + 1, reason: "rows up to \(expected.seq) were expected and are missing")
        }
        if let expected, expected.seq <= start.range.size, expected.seq > 0 {
            guard expected.seq == start.range.size else {
                return .broken(seq: expected.seq, reason: "it was pruned, so it cannot be compared")
            }
            guard expected.hash == start.hash else {
                return .broken(seq: expected.seq, reason: "its hash differs from the expected one")
            }
        }
        return nil
    }
}

/// Some rows in a row, with what the Merkle tree needs of them.
private struct Chunk {
    let isFirst: Bool
    private(set) var chain: RowChain
    private(set) var tree: CompactRange
    /// What belongs to trees that end in here, by their size.
    private(set) var parts: [Int: CompactRange] = [:]
    private let sizes: Set<Int>
    /// The hashes of the tree take longer than all else, so that only those are computed that were asked for.
    private let treeEnd: Int
    private(set) var isInTree = false
    private(set) var blocks: BlockCheck

    /// - Parameter start: the rows that were pruned; nil if this is not the first chunk.
    init(after start: LedgerTree?, expected: ExpectedEvent?, sizes: Set<Int>, _ blocks: IndexedBlocks) {
        self.blocks = BlockCheck(blocks)
        isFirst = start != nil
        tree = start?.range ?? CompactRange()
        chain = RowChain(after: start.map { .init(($0.range.size, $0.hash)) }, expected: expected)
        self.sizes = sizes
        treeEnd = sizes.max() ?? 0
    }

    mutating func read(_ connection: Connection, from lowest: Int, through end: Int) throws(SQLiteError) {
        var (tree, parts, blocks) = (self.tree, self.parts, self.blocks)
        isInTree = lowest <= treeEnd
        // A row below the first one was not written by farsign, and is wrong.
        try chain.read(connection, from: isFirst ? .min : lowest, through: end) { row, statement in
            blocks.check(row, statement)
            guard row.seq <= treeEnd else { return }
            tree.append(row.leaf)
            if sizes.contains(row.seq) { parts[row.seq] = tree }
        }
        (self.tree, self.parts, self.blocks) = (tree, parts, blocks)
    }
}

extension CanonicalRow {
    /// The row as a leaf of the tree.
    var leaf: TreeHash { unsafe bytes.withBytes { unsafe TreeHash.leaf($0) } }
}

extension HistoryVerification {
    static let prunedReason = "the row that tells which rows were pruned cannot be read"
    static let prunedUnreadable = broken(seq: 1, reason: prunedReason)
}
