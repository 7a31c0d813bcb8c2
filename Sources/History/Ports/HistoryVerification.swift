/// What was found when all rows of a history were read.
package enum HistoryVerification: Sendable, Equatable {
    case intact(IntactHistory)
    /// The first row that is wrong, and the reason.
    case broken(seq: Int, reason: String)
    /// The chain is valid, but the schema or the storage of the ledger was altered or damaged.
    case altered(reason: String)
    /// The chain is valid, but an earlier, corrupt ledger is still in the directory.
    case setAside(path: String)
}

/// A history whose rows fit together.
package struct IntactHistory: Sendable, Equatable {
    /// How many rows were ever written; also the sequence number of the last.
    package let rows: Int
    /// How many of them were pruned, and are known by the hashes in the row that says so.
    package let pruned: Int
    /// The hash of the last row.
    package let hash: String
    /// The trees of the sizes that were asked for, as far as the rows reach.
    package let heads: [Int: TreeHead]

    package init(rows: Int, pruned: Int, hash: String, heads: [Int: TreeHead]) {
        self.rows = rows
        self.pruned = pruned
        self.hash = hash
        self.heads = heads
    }
}
