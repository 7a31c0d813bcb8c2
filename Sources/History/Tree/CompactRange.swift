/// The first leaves of a Merkle tree as the roots of the largest complete subtrees that hold them, from left to right.
///
/// It is enough to go on with, and to compute the tree's root (RFC 6962, section 2.1): a tree of a million leaves is at
/// most 20 hashes.
package struct CompactRange: Sendable, Equatable {
    /// The number of leaves.
    package private(set) var size: Int
    /// One for each bit that is set in ``size``, the largest subtree first.
    package private(set) var nodes: [TreeHash]

    /// No leaves.
    package init() {
        size = 0
        nodes = []
    }

    /// Returns nil if a tree of this size has another number of nodes.
    package init?(size: Int, nodes: [TreeHash]) {
        guard size >= 0, size.nonzeroBitCount == nodes.count else { return nil }
        self.size = size
        self.nodes = nodes
    }

    package mutating func append(_ leaf: TreeHash) {
        append(leaf, leaves: 1)
    }

    /// Appends a complete subtree.
    ///
    /// - Parameter leaves: a power of two. The size is a multiple of it.
    package mutating func append(_ subtree: TreeHash, leaves: Int) {
        precondition(leaves.nonzeroBitCount == 1 && size % leaves == 0, "subtrees have places of their own")
        var node = subtree
        var bit = leaves
        while size & bit != 0 {
            node = .node(nodes.removeLast(), node)
            bit <<= 1
        }
        nodes.append(node)
        size += leaves
    }

    /// The leaves of both. The size of the left one is a multiple of all subtrees of the right one.
    package static func + (left: CompactRange, right: CompactRange) -> CompactRange {
        var sum = left
        for subtree in right.subtrees { sum.append(subtree.root, leaves: subtree.leaves) }
        return sum
    }

    package var root: TreeHash {
        guard var root = nodes.last else { return .empty }
        for node in nodes.dropLast().reversed() { root = .node(node, root) }
        return root
    }

    /// The subtrees, with the number of their leaves.
    package var subtrees: [(root: TreeHash, leaves: Int)] {
        var rest = size
        return nodes.map { node in
            let leaves = 1 << (Int.bitWidth - 1 - rest.leadingZeroBitCount)
            rest -= leaves
            return (node, leaves)
        }
    }
}
