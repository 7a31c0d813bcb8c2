package enum AuditVerification: Sendable, Hashable {
    /// With the last row's hash.
    case intact(rows: Int, hash: String)
    /// The first row that does not fit, and why.
    case broken(seq: Int, reason: String)
    /// The rows fit, and what holds them was altered or damaged.
    case altered(reason: String)
    /// The rows fit, and a ledger from before them lies beside theirs.
    case setAside(path: String)
}
