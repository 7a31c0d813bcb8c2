package enum AuditVerification: Sendable, Hashable {
    /// The chain is valid; `hash` is that of the last row.
    case intact(rows: Int, hash: String)
    /// The first row that is wrong, and the reason.
    case broken(seq: Int, reason: String)
    /// The chain is valid, but the schema or the storage of the ledger was altered or damaged.
    case altered(reason: String)
    /// The chain is valid, but an earlier, corrupt ledger is still in the directory.
    case setAside(path: String)
}
