package import Crypto
import Text

/// The hash of a leaf or a node of the Merkle tree of RFC 6962, section 2.1: 32 bytes of SHA-256.
package struct TreeHash: Sendable, Hashable {
    // Four words instead of an array, because a million of them are made at a time.
    private let words: [4 of UInt64]

    package init(_ digest: SHA256.Digest) {
        words = unsafe digest.withUnsafeBytes { unsafe $0.loadUnaligned(as: [4 of UInt64].self) }
    }

    /// Returns nil if there are not 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == SHA256.byteCount else { return nil }
        words = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: [4 of UInt64].self) }
    }

    /// Returns nil if the text is not the base64 of 32 bytes.
    package init?(base64: String) {
        guard let bytes = base64.base64Decoded, bytes.base64 == base64 else { return nil }
        self.init(bytes: bytes)
    }

    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: words) { unsafe Array($0) } }
    package var base64: String { bytes.base64 }

    /// The root of a tree without leaves.
    package static let empty = TreeHash(SHA256.hash(data: [UInt8]()))

    /// - Parameter entry: the canonical bytes of a row.
    package static func leaf(_ entry: UnsafeRawBufferPointer) -> TreeHash {
        var hash = SHA256()
        hash.update(domain: 0)
        unsafe hash.update(bufferPointer: entry)
        return TreeHash(hash.finalize())
    }

    /// - Parameter entry: the canonical bytes of a row.
    package static func leaf(_ entry: [UInt8]) -> TreeHash {
        unsafe entry.withUnsafeBytes { unsafe leaf($0) }
    }

    package static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var hash = SHA256()
        hash.update(domain: 1)
        for child in [left, right] {
            unsafe withUnsafeBytes(of: child.words) { unsafe hash.update(bufferPointer: $0) }
        }
        return TreeHash(hash.finalize())
    }

    package static func == (left: TreeHash, right: TreeHash) -> Bool {
        left.words.indices.allSatisfy { left.words[$0] == right.words[$0] }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words[0])
    }
}

extension SHA256 {
    fileprivate mutating func update(domain: UInt8) {
        unsafe withUnsafeBytes(of: domain) { unsafe update(bufferPointer: $0) }
    }
}
