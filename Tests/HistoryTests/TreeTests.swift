import History
import Testing
import Text

@Suite("the Merkle tree")
struct TreeTests {
    /// The entries and roots that Certificate Transparency's implementations test themselves with.
    @Test(arguments: [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ])
    func `roots are those of RFC 6962`(_ size: Int, _ root: String) {
        let entries: [[UInt8]] = [
            [], [0], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
            Array(0x60...0x6F),
        ]
        var tree = CompactRange()
        for entry in entries.prefix(size) { tree.append(TreeHash.leaf(entry)) }

        #expect(tree.root.bytes.hex == root)
    }

    @Test func `a tree in two parts is the whole tree`() {
        for size in 1...70 {
            for half in 0...size where half.isMultiple(of: Self.largestPower(in: size - half)) {
                #expect(Self.tree(0..<half) + Self.tree(half..<size) == Self.tree(0..<size))
            }
        }
    }

    @Test func `every leaf of every tree is proved, whatever was pruned before it`() throws {
        for size in 1...40 {
            let root = Self.tree(0..<size).root
            for pruned in 0..<size {
                for index in pruned..<size {
                    var proof = try #require(TreeProof(leaf: index, size: size, after: Self.tree(0..<pruned)))
                    for leaf in pruned..<size { proof.append(Self.leaf(leaf)) }
                    let hashes = try #require(proof.hashes)
                    #expect(Self.root(ofLeaf: index, in: size, Self.leaf(index), hashes) == root)
                }
            }
        }
    }

    @Test func `every tree is proved to begin with every smaller one, whatever was pruned before`() throws {
        for size in 1...40 {
            for old in 1...size {
                for pruned in 0...old {
                    var proof = try #require(TreeProof(from: old, size: size, after: Self.tree(0..<pruned)))
                    for leaf in pruned..<size { proof.append(Self.leaf(leaf)) }
                    let hashes = try #require(proof.hashes)
                    let roots = Self.roots(old, size, hashes, Self.tree(0..<old).root)
                    #expect(roots?.old == Self.tree(0..<old).root)
                    #expect(roots?.new == Self.tree(0..<size).root)
                }
            }
        }
    }

    @Test func `there is no proof of what is not in the tree, or was pruned`() {
        let pruned = Self.tree(0..<3)
        #expect(TreeProof(leaf: 8, size: 8, after: CompactRange()) == nil)
        #expect(TreeProof(leaf: -1, size: 8, after: CompactRange()) == nil)
        #expect(TreeProof(leaf: 2, size: 8, after: pruned) == nil)
        #expect(TreeProof(from: 0, size: 8, after: CompactRange()) == nil)
        #expect(TreeProof(from: 9, size: 8, after: CompactRange()) == nil)
        #expect(TreeProof(from: 2, size: 8, after: pruned) == nil)
        #expect(TreeProof(leaf: 3, size: 8, after: pruned)?.hashes == nil)
        #expect(CompactRange(size: 3, nodes: [.empty]) == nil)
        #expect(CompactRange(size: -1, nodes: []) == nil)
        #expect(TreeHash(base64: "AAAA") == nil)
    }

    private static func leaf(_ index: Int) -> TreeHash { TreeHash.leaf(Array(String(index).utf8)) }

    private static func tree(_ leaves: Range<Int>) -> CompactRange {
        var tree = CompactRange()
        for index in leaves { tree.append(leaf(index)) }
        return tree
    }

    private static func largestPower(in size: Int) -> Int {
        size == 0 ? 1 : 1 << (Int.bitWidth - 1 - size.leadingZeroBitCount)
    }

    /// RFC 9162, section 2.1.3.2.
    private static func root(ofLeaf index: Int, in size: Int, _ leaf: TreeHash, _ path: [TreeHash]) -> TreeHash? {
        var (fn, sn) = (index, size - 1)
        var r = leaf
        for p in path {
            if sn == 0 { return nil }
            if fn & 1 == 1 || fn == sn {
                r = .node(p, r)
                while fn & 1 == 0, fn != 0 { (fn, sn) = (fn >> 1, sn >> 1) }
            } else {
                r = .node(r, p)
            }
            (fn, sn) = (fn >> 1, sn >> 1)
        }
        return sn == 0 ? r : nil
    }

    /// RFC 9162, section 2.1.4.2.
    private static func roots(_ first: Int, _ second: Int, _ proof: [TreeHash], _ firstRoot: TreeHash)
        -> (old: TreeHash, new: TreeHash)?
    {
        if first == second { return proof.isEmpty ? (firstRoot, firstRoot) : nil }
        var path = proof
        if first & (first - 1) == 0 { path.insert(firstRoot, at: 0) }
        guard let start = path.first else { return nil }
        var (fn, sn) = (first - 1, second - 1)
        while fn & 1 == 1 { (fn, sn) = (fn >> 1, sn >> 1) }
        var (fr, sr) = (start, start)
        for c in path.dropFirst() {
            if sn == 0 { return nil }
            if fn & 1 == 1 || fn == sn {
                (fr, sr) = (.node(c, fr), .node(c, sr))
                while fn & 1 == 0, fn != 0 { (fn, sn) = (fn >> 1, sn >> 1) }
            } else {
                sr = .node(sr, c)
            }
            (fn, sn) = (fn >> 1, sn >> 1)
        }
        return sn == 0 ? (fr, sr) : nil
    }
}
