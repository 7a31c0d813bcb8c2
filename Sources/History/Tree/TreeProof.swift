/// The hashes that prove a leaf, or an earlier tree, to whoever has a root (RFC 6962, sections 2.1.1 and 2.1.2).
///
/// It takes all leaves in order and keeps only what the proof needs.
package struct TreeProof: Sendable {
    private struct Part {
        let leaves: Range<Int>
        var range: CompactRange
    }

    /// In the order of the proof, which is not that of the leaves.
    private var parts: [Part]
    private let size: Int
    private var next: Int

    /// The audit path of the leaf `index` (from 0) in a tree of `size` leaves.
    ///
    /// - Parameter start: the leaves that are not there any more.
    /// - Returns: nil if the leaf is not among those after `start`.
    package init?(leaf index: Int, size: Int, after start: CompactRange) {
        guard start.size..<size ~= index else { return nil }
        self.init(Self.path(index, 0..<size), size: size, after: start)
    }

    /// The consistency proof between the first `old` leaves and the first `size`.
    ///
    /// - Returns: nil if the smaller tree ends among the leaves that are not there any more, or is not smaller.
    package init?(from old: Int, size: Int, after start: CompactRange) {
        guard old > 0, start.size...size ~= old else { return nil }
        self.init(old == size ? [] : Self.subproof(old, 0..<size, isWhole: true), size: size, after: start)
    }

    private init?(_ ranges: [Range<Int>], size: Int, after start: CompactRange) {
        var parts: [Part] = []
        for leaves in ranges {
            // Whatever the proof needs of the missing leaves is one of their largest subtrees.
            guard let begun = start.part(leaves) else { return nil }
            parts.append(Part(leaves: leaves, range: begun))
        }
        self.parts = parts
        self.size = size
        next = start.size
    }

    /// Takes the next leaf.
    package mutating func append(_ leaf: TreeHash) {
        for index in parts.indices where parts[index].leaves.contains(next) { parts[index].range.append(leaf) }
        next += 1
    }

    /// Nil before all leaves were appended.
    package var hashes: [TreeHash]? {
        guard next >= size else { return nil }
        return parts.map(\.range.root)
    }

    /// PATH(m, D[n]) as ranges of leaves.
    private static func path(_ index: Int, _ leaves: Range<Int>) -> [Range<Int>] {
        guard leaves.count > 1 else { return [] }
        let (left, right) = halves(leaves)
        return left.contains(index) ? path(index, left) + [right] : path(index, right) + [left]
    }

    /// SUBPROOF(m, D[n], b) as ranges of leaves.
    private static func subproof(_ end: Int, _ leaves: Range<Int>, isWhole: Bool) -> [Range<Int>] {
        if end == leaves.upperBound { return isWhole ? [] : [leaves] }
        let (left, right) = halves(leaves)
        return end <= left.upperBound
            ? subproof(end, left, isWhole: isWhole) + [right] : subproof(end, right, isWhole: false) + [left]
    }

    /// "Let k be the largest power of two smaller than n".
    private static func halves(_ leaves: Range<Int>) -> (Range<Int>, Range<Int>) {
        let left = 1 << (Int.bitWidth - 1 - (leaves.count - 1).leadingZeroBitCount)
        let middle = leaves.lowerBound + left
        return (leaves.lowerBound..<middle, middle..<leaves.upperBound)
    }
}

extension CompactRange {
    /// What these leaves contribute to a subtree of the tree: the first ones, or all.
    fileprivate func part(_ leaves: Range<Int>) -> CompactRange? {
        guard leaves.lowerBound < size else { return CompactRange() }
        var part = CompactRange()
        var position = 0
        for subtree in subtrees {
            defer { position += subtree.leaves }
            if position < leaves.lowerBound {
                guard position + subtree.leaves <= leaves.lowerBound else { return nil }
            } else if position < leaves.upperBound {
                guard position + subtree.leaves <= leaves.upperBound, part.size % subtree.leaves == 0 else {
                    return nil
                }
                part.append(subtree.root, leaves: subtree.leaves)
            }
        }
        return part
    }
}
