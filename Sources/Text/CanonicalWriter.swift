/// Writes canonical JSON (RFC 8785) from members that its caller names in their order, without making a value first: a
/// shipper writes 50,000 lines a second.
package struct CanonicalWriter {
    package private(set) var bytes: [UInt8] = []
    /// Whether a member precedes the next one in the same object.
    private var follows = false

    package init() {}

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        follows = false
    }

    /// Writes an object, or nothing if nothing is in it.
    package mutating func object(_ name: StaticString, _ body: (inout CanonicalWriter) -> Void) {
        let (count, before) = (bytes.count, follows)
        self.name(name)
        bytes.append(UInt8(ascii: "{"))
        follows = false
        body(&self)
        guard follows else {
            bytes.removeSubrange(count...)
            follows = before
            return
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// Writes the object around all others.
    package mutating func object(_ body: (inout CanonicalWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        follows = false
        body(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    /// Writes nothing for nil.
    package mutating func string(_ name: StaticString, _ value: String?) {
        guard var value else { return }
        self.name(name)
        quote(value.withUTF8 { unsafe Array($0) })
    }

    /// - Parameter value: UTF-8.
    package mutating func string(_ name: StaticString, _ value: [UInt8]) {
        self.name(name)
        quote(value)
    }

    /// Writes nothing for nil.
    package mutating func integer(_ name: StaticString, _ value: Int?) {
        guard let value else { return }
        self.name(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes a value that is canonical already.
    package mutating func value(_ name: StaticString, _ value: JSONValue) {
        self.name(name)
        bytes.append(contentsOf: value.canonical.utf8)
    }

    private mutating func name(_ name: StaticString) {
        if follows { bytes.append(UInt8(ascii: ",")) }
        follows = true
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func quote(_ value: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in value {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case ..<0x20: bytes.append(contentsOf: Self.escaped(byte).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escaped(_ byte: UInt8) -> Substring {
        JSONValue.string(String(UnicodeScalar(byte))).canonical.dropFirst().dropLast()
    }
}

extension StaticString {
    fileprivate var utf8: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    }
}
