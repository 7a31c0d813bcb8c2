package import Session

/// A verified row, with the bytes that its hash covers.
package struct HistoryRow: Sendable {
    package let record: AuditRecord
    /// See ``AuditRecord/canonical``.
    package let canonical: [UInt8]

    package init(_ record: AuditRecord, canonical: [UInt8]) {
        self.record = record
        self.canonical = canonical
    }

    package var leaf: TreeHash { .leaf(canonical) }

    /// The UTC date of the row's time, `2026-01-02`.
    package var date: String { String(record.time.prefix(10)) }
}
