import Text

/// The size and the root of a history's Merkle tree.
package struct TreeHead: Sendable, Hashable {
    package let size: Int
    package let root: TreeHash

    package init(size: Int, root: TreeHash) {
        self.size = size
        self.root = root
    }

    package init(_ range: CompactRange) {
        self.init(size: range.size, root: range.root)
    }

    /// The lines of a checkpoint (C2SP tlog-checkpoint).
    static func text(origin: String, _ head: TreeHead) -> String {
        "\(origin)\n\(head.size)\n\(head.root.base64)\n"
    }
}
