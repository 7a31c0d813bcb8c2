/// Reads the members of a JSON object without making values of them: a store has millions of lines.
package struct JSONMembers {
    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private var isFirst = true

    /// - Parameter object: the object's bytes.
    package init(_ object: ArraySlice<UInt8>) {
        bytes = object
        index = object.startIndex
    }

    /// Calls `body` with each member's name, as it is written between its quotes, and the bytes of its value.
    ///
    /// - Returns: false if the bytes are not an object. What is in the values is looked at only as far as needed to find
    ///   their ends.
    package static func read(
        _ object: ArraySlice<UInt8>, _ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Void
    ) -> Bool {
        var members = JSONMembers(object)
        return members.read(body)
    }

    private mutating func read(_ body: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Void) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        if take(UInt8(ascii: "}")) { return index == bytes.endIndex }
        repeat {
            skipSpace()
            guard let name = string(), take(UInt8(ascii: ":")), let value = value() else { return false }
            body(name.dropFirst().dropLast(), value)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { return false }
        skipSpace()
        return index == bytes.endIndex
    }

    /// The text of a string's bytes, as UTF-8; nil for any other value.
    package static func text(_ value: ArraySlice<UInt8>) -> [UInt8]? {
        guard value.first == UInt8(ascii: "\""), value.count >= 2 else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(value.count)
        let end = value.endIndex - 1
        var start = value.startIndex + 1
        var index = start
        while index < end {
            guard value[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            text += value[start..<index]
            switch value[index + 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(value[index + 1])
                index += 2
                start = index
            default:
                // Escapes of other characters are rare, and the parser knows them.
                return (try? JSONValue(parsing: Array(value)))?.text.map { Array($0.utf8) }
            }
        }
        text += value[start..<end]
        return text
    }

    /// A number's bytes as an integer.
    package static func integer(_ value: ArraySlice<UInt8>) -> Int? {
        value.count <= 20 ? Int(String(decoding: value, as: UTF8.self)) : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard index < bytes.endIndex, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.endIndex, Self.isSpace(bytes[index]) { index += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// A string with its quotes.
    private mutating func string() -> ArraySlice<UInt8>? {
        let start = index
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else { return nil }
        index += 1
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "\""):
                index += 1
                return bytes[start..<index]
            default: index += 1
            }
        }
        return nil
    }

    /// Any value, by its brackets.
    private mutating func value() -> ArraySlice<UInt8>? {
        skipSpace()
        let start = index
        var depth = 0
        repeat {
            guard index < bytes.endIndex else { return nil }
            switch bytes[index] {
            case UInt8(ascii: "\""): if string() == nil { return nil }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                index += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if depth == 0 { return nil }
                index += 1
            case let byte where Self.isSpace(byte): index += 1
            default: skipWord()
            }
        } while depth > 0
        return depth == 0 && index <= bytes.endIndex ? bytes[start..<index] : nil
    }

    private mutating func skipWord() {
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"): return
            case let byte where Self.isSpace(byte): return
            default: index += 1
            }
        }
    }
}
