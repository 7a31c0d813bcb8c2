/// How far a history has come to one destination.
package struct Shipment: Sendable, Equatable {
    /// The rows that are there.
    package var tree: CompactRange
    /// The hash of the last of them.
    package var hash: String
    /// The object that was being written: its last row, and the digest of its bytes. The store may have it.
    package var attempt: Attempt?

    package struct Attempt: Sendable, Equatable {
        package let last: Int
        /// SHA-256 in hexadecimal.
        package let digest: String

        package init(last: Int, digest: String) {
            self.last = last
            self.digest = digest
        }
    }

    package init(tree: CompactRange, hash: String, attempt: Attempt? = nil) {
        self.tree = tree
        self.hash = hash
        self.attempt = attempt
    }
}
