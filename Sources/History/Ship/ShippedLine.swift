import Crypto
import Text

/// A line of a shipped object, as far as it proves a row: whatever happened to the rest of the line on its way.
package struct ShippedLine: Sendable {
    package let seq: Int
    /// In hexadecimal, computed from the bytes.
    package let hash: [UInt8]
    package let previousHash: [UInt8]
    /// The bytes that are hashed.
    package let canonical: [UInt8]

    /// Returns nil if the line has no row, or its bytes have another hash than it says.
    package init?(_ line: ArraySlice<UInt8>) {
        guard let raw = JSONMembers.string("raw_data", in: line), let seq = JSONMembers.integer("seq", in: raw[...]),
            let previous = JSONMembers.string("previous_hash", in: raw[...]), previous.count == 2 * SHA256.byteCount,
            CanonicalJSON.isCanonical(raw[...])
        else { return nil }
        self.seq = seq
        previousHash = previous
        canonical = raw
        hash = Array(SHA256.hash(data: raw)).hexBytes
        if let member = JSONMembers.object("raw_data_hash", in: line) {
            guard JSONMembers.string("value", in: member) == hash else { return nil }
        }
    }

    package var leaf: TreeHash { .leaf(canonical) }

    /// The row's time as it is written.
    var time: String? {
        // It is the last member.
        let end = canonical.suffix(35)
        return JSONMembers.string("time", in: (Array("{".utf8) + end.drop { $0 != UInt8(ascii: ",") }.dropFirst())[...])
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The detail of a row that names the key of checkpoints; nil for any other.
    var checkpointKey: JSONValue? {
        guard canonical.firstRange(of: Self.keyKind) != nil,
            JSONMembers.string("kind", in: canonical[...]) == Array("checkpoint-key".utf8)
        else { return nil }
        return (try? JSONValue(parsing: canonical))?["detail"]
    }

    private static let keyKind = Array(#""kind":"checkpoint-key""#.utf8)
}

extension [UInt8] {
    /// The bytes of the lower-case hexadecimal text.
    fileprivate var hexBytes: [UInt8] { Array(hex.utf8) }
}
