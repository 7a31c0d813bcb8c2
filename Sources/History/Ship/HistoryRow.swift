package import Session

/// A verified row, with the bytes that its hash covers.
package struct HistoryRow: Sendable {
    package let record: AuditRecord
    /// See ``AuditRecord/canonical``.
    package let canonical: [UInt8]
    /// What is shipped of its detail.
    let detail: OCSFDetail

    /// - Parameter detail: that of an earlier row with the same detail.
    package init(_ record: AuditRecord, canonical: [UInt8], detail: OCSFDetail? = nil) {
        self.record = record
        self.canonical = canonical
        self.detail = detail ?? OCSFDetail(record.detail)
    }

    package var leaf: TreeHash { .leaf(canonical) }

    /// The UTC date of the row's time, `2026-01-02`.
    package var date: String { String(record.time.prefix(10)) }
}
