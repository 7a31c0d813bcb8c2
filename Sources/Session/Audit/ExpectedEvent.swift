/// An event's sequence number and hash, kept outside the ledger: `SEQ:HASH`.
///
/// It proves that this event and all earlier ones are unchanged: a recomputed or truncated chain has another hash.
package struct ExpectedEvent: Sendable, Hashable {
    package let seq: Int
    package let hash: String

    /// Returns nil if the pair cannot belong to an event or to the start of an empty history.
    package init?(seq: Int, hash: String) {
        let isHexadecimal = hash.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard hash.utf8.count == 64, isHexadecimal, seq > 0 || (seq == 0 && hash == AuditRecord.genesis) else {
            return nil
        }
        self.seq = seq
        self.hash = hash
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let seq = Int(parts[0]) else { return nil }
        self.init(seq: seq, hash: parts[1].lowercased())
    }
}
