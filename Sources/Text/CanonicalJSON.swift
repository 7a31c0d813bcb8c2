/// Looks at the bytes of a JSON text without making a value of it: a history is a million rows.
package enum CanonicalJSON {
    package static func isCanonical(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { isCanonical($0) }
    }

    /// Whether the bytes are what ``JSONValue/canonical`` writes for their value.
    package static func isCanonical(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var scan = CanonicalScan(bytes: bytes)
        if scan.isCanonical { return true }
        // An escape, a fraction, or a name that is not ASCII: rare enough to be parsed.
        guard let value = try? JSONValue(parsing: Array(bytes)) else { return false }
        return value.canonical.utf8.elementsEqual(bytes)
    }
}

/// Recognises the canonical form of texts without escapes and numbers without fractions.
private struct CanonicalScan {
    private static let maximumDepth = 64

    /// The caller's, for as long as the scan takes.
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isCanonical: Bool {
        mutating get { value(depth: 0) && index == bytes.endIndex && bytes.isUTF8 }
    }

    private mutating func value(depth: Int) -> Bool {
        guard depth < Self.maximumDepth, index < bytes.endIndex else { return false }
        switch bytes[index] {
        case UInt8(ascii: "\""): return string(isName: false)
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return integer()
        }
    }

    private mutating func object(depth: Int) -> Bool {
        index += 1
        if take(UInt8(ascii: "}")) { return true }
        var last: Range<Int>?
        repeat {
            let start = index
            guard string(isName: true) else { return false }
            let name = start..<index
            // The quote that closes a name precedes nothing that a longer name has in its place.
            if let last, !bytes[last].dropLast().lexicographicallyPrecedes(bytes[name].dropLast()) { return false }
            last = name
            guard take(UInt8(ascii: ":")), value(depth: depth + 1) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    private mutating func array(depth: Int) -> Bool {
        index += 1
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard value(depth: depth + 1) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    private mutating func string(isName: Bool) -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        let start = index
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                // Names have at most 256 bytes; see JSONParser.
                return !isName || index - start <= 257
            case ..<0x20, UInt8(ascii: "\\"): return false
            // The order of UTF-16 units is that of bytes for ASCII alone.
            case 0x80... where isName: return false
            default: index += 1
            }
        }
        return false
    }

    private mutating func integer() -> Bool {
        let start = index
        let isNegative = take(UInt8(ascii: "-"))
        let first = index
        while index < bytes.endIndex, bytes[index].isDigit { index += 1 }
        // 18 digits fit into an Int.
        guard 1...18 ~= index - first else { return false }
        return bytes[first] != UInt8(ascii: "0") || (index - start == 1 && !isNegative)
    }

    private mutating func word(_ word: StaticString) -> Bool {
        guard bytes[index...].starts(with: word.description.utf8) else { return false }
        index += word.utf8CodeUnitCount
        return true
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.endIndex, bytes[index] == byte else { return false }
        index += 1
        return true
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate var isUTF8: Bool {
        allSatisfy { $0 < 0x80 } || String(validating: self, as: UTF8.self) != nil
    }
}
