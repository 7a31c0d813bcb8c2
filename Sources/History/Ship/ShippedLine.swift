import Crypto
import Text

/// A line of a shipped object, as far as it proves a row: whatever happened to the rest of the line on its way.
package struct ShippedLine: Sendable {
    package private(set) var seq = 0
    /// In hexadecimal, computed from the bytes.
    package let hash: [UInt8]
    package private(set) var previousHash: [UInt8] = []
    /// The bytes that are hashed.
    package let canonical: [UInt8]
    /// The row's time as it is written.
    private(set) var time: [UInt8] = []
    /// The machine's name in the event. It proves nothing, but people know it.
    private(set) var hostName: [UInt8]?
    private var isCheckpointKey = false
    package private(set) var isSignIn = false

    /// Returns nil if the line has no row, or two, or if the row's bytes have another hash than the line says.
    package init?(_ line: ArraySlice<UInt8>) {
        guard let event = Event(line), CanonicalJSON.isCanonical(event.row) else { return nil }
        canonical = event.row
        hash = Self.digest(event.row).hexadecimal
        hostName = event.hostName
        if let stated = event.hash, stated != hash { return nil }
        var members = 0
        var (isCheckpointKey, isSignIn) = (false, false)
        var (seq, previousHash, time) = (0, [UInt8](), [UInt8]())
        let isObject = unsafe event.row.withUnsafeBufferPointer { row in
            unsafe JSONMembers.read(row) { name, value in
                switch name.count {
                case 3 where unsafe name.elementsEqual("seq".utf8):
                    unsafe seq = JSONMembers.integer(value) ?? 0
                    members += 1
                case 4 where unsafe name.elementsEqual("time".utf8):
                    unsafe time = JSONMembers.text(value) ?? []
                    members += 1
                case 4 where unsafe name.elementsEqual("kind".utf8):
                    unsafe isCheckpointKey = value.dropFirst().dropLast().elementsEqual("checkpoint-key".utf8)
                    unsafe isSignIn = value.dropFirst().dropLast().elementsEqual("signed-in".utf8)
                    members += 1
                case 13 where unsafe name.elementsEqual("previous_hash".utf8):
                    unsafe previousHash = JSONMembers.text(value) ?? []
                    members += 1
                default: break
                }
            }
        }
        guard isObject, members == 4, seq > 0, previousHash.count == 2 * SHA256.byteCount else { return nil }
        (self.seq, self.previousHash, self.time) = (seq, previousHash, time)
        (self.isCheckpointKey, self.isSignIn) = (isCheckpointKey, isSignIn)
    }

    private static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
        return unsafe hash.finalize().withUnsafeBytes { unsafe Array($0) }
    }

    package var leaf: TreeHash { .leaf(canonical) }

    /// The date in the object's name.
    var date: String {
        let date = String(decoding: time.prefix(10), as: UTF8.self)
        return ShippedName.isDate(date) ? date : ShippedName.noDate
    }

    /// The detail of a row that names the key of checkpoints; nil for any other.
    var checkpointKey: JSONValue? {
        isCheckpointKey ? (try? JSONValue(parsing: canonical))?["detail"] : nil
    }

    /// The members of the event that are looked at.
    private struct Event {
        var row: [UInt8] = []
        var hash: [UInt8]?
        var hostName: [UInt8]?

        init?(_ line: ArraySlice<UInt8>) {
            var rows = 0
            var row: [UInt8]?
            var (hash, hostName) = ([UInt8]?.none, [UInt8]?.none)
            let isObject = unsafe line.withUnsafeBufferPointer { line in
                unsafe JSONMembers.read(line) { name, value in
                    switch name.count {
                    case 6 where unsafe name.elementsEqual("device".utf8):
                        unsafe hostName = Self.text("hostname", value)
                    case 8 where unsafe name.elementsEqual("raw_data".utf8):
                        // Readers do not agree which of two members counts.
                        rows += 1
                        unsafe row = JSONMembers.text(value)
                    case 13 where unsafe name.elementsEqual("raw_data_hash".utf8):
                        unsafe hash = Self.text("value", value) ?? []
                    default: if unsafe name.contains(UInt8(ascii: "\\")) { rows += 1 }
                    }
                }
            }
            guard isObject, rows == 1, let row else { return nil }
            self.row = row
            self.hash = hash
            self.hostName = hostName
        }

        private static func text(_ member: String, _ object: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
            var text: [UInt8]?
            _ = unsafe JSONMembers.read(object) { name, value in
                if unsafe name.elementsEqual(member.utf8) { unsafe text = JSONMembers.text(value) }
            }
            return text
        }
    }
}

extension [UInt8] {
    /// The bytes of the lower-case hexadecimal text.
    fileprivate var hexadecimal: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(2 * count)
        for byte in self {
            text.append(Self.digit(byte >> 4))
            text.append(Self.digit(byte & 15))
        }
        return text
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }
}
