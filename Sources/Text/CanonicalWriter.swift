/// Writes canonical JSON (RFC 8785) from members that its caller names in their order, without making a value first: a
/// shipper writes 50,000 lines a second.
package struct CanonicalWriter: ~Copyable {
    package private(set) var bytes = ReusedBytes()
    /// Whether a member precedes the next one in the same object.
    private var follows = false

    package init() {}

    package mutating func removeAll() {
        bytes.removeAll()
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
            bytes.removeAll(from: count)
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

    /// Ends a line of JSON Lines.
    package mutating func lineFeed() {
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Writes nothing for nil.
    package mutating func string(_ name: StaticString, _ value: String?) {
        guard var value else { return }
        self.name(name)
        value.withUTF8 { quote($0) }
    }

    /// - Parameter value: UTF-8.
    package mutating func string(_ name: StaticString, _ value: [UInt8]) {
        self.name(name)
        value.withUnsafeBufferPointer { quote($0) }
    }

    /// Writes nothing for nil.
    package mutating func integer(_ name: StaticString, _ value: Int?) {
        guard let value else { return }
        self.name(name)
        bytes.append(String(value))
    }

    /// Writes a value that is canonical already.
    package mutating func value(_ name: StaticString, _ value: JSONValue) {
        self.name(name)
        bytes.append(value.canonical)
    }

    /// Writes a member that is canonical already, with its name.
    package mutating func member(_ text: String) {
        if follows { bytes.append(UInt8(ascii: ",")) }
        follows = true
        bytes.append(text)
    }

    private mutating func name(_ name: StaticString) {
        if follows { bytes.append(UInt8(ascii: ",")) }
        follows = true
        bytes.append(UInt8(ascii: "\""))
        bytes.append(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func quote(_ value: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        // What needs no escape is copied as a whole.
        var start = 0
        for index in value.indices {
            let byte = value[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            bytes.append(UnsafeBufferPointer(rebasing: value[start..<index]))
            start = index + 1
            if byte < 0x20 {
                bytes.append(Self.escaped(byte))
            } else {
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            }
        }
        bytes.append(UnsafeBufferPointer(rebasing: value[start...]))
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escaped(_ byte: UInt8) -> String {
        String(JSONValue.string(String(UnicodeScalar(byte))).canonical.dropFirst().dropLast())
    }
}
