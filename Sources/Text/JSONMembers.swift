/// Finds single members of a JSON object without making values of the others.
package enum JSONMembers {
    /// The text of a member, as UTF-8; nil if the object has no such string.
    package static func string(_ name: String, in object: ArraySlice<UInt8>) -> [UInt8]? {
        guard let value = value(name, in: object), value.first == UInt8(ascii: "\"") else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(value.count)
        var index = value.startIndex + 1
        let end = value.endIndex - 1
        while index < end {
            let byte = value[index]
            if byte != UInt8(ascii: "\\") {
                text.append(byte)
                index += 1
                continue
            }
            switch value[index + 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(value[index + 1])
                index += 2
            default:
                // Escapes of characters are rare, and the parser knows them.
                return (try? JSONValue(parsing: Array(value)))?.text.map { Array($0.utf8) }
            }
        }
        return text
    }

    package static func integer(_ name: String, in object: ArraySlice<UInt8>) -> Int? {
        value(name, in: object).flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }

    package static func object(_ name: String, in object: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        value(name, in: object).flatMap { $0.first == UInt8(ascii: "{") ? $0 : nil }
    }

    /// The bytes of a member's value. A name with escapes is not found.
    private static func value(_ name: String, in object: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var scan = Scan(bytes: object, index: object.startIndex)
        guard scan.take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let found = scan.string(), scan.take(UInt8(ascii: ":")), let value = scan.value() else { return nil }
            if found.dropFirst().dropLast().elementsEqual(name.utf8) { return value }
        } while scan.take(UInt8(ascii: ","))
        return nil
    }

    private struct Scan {
        let bytes: ArraySlice<UInt8>
        var index: Int

        mutating func take(_ byte: UInt8) -> Bool {
            skipSpace()
            guard index < bytes.endIndex, bytes[index] == byte else { return false }
            index += 1
            return true
        }

        private mutating func skipSpace() {
            while index < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
        }

        /// The string with its quotes.
        mutating func string() -> ArraySlice<UInt8>? {
            skipSpace()
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
        mutating func value() -> ArraySlice<UInt8>? {
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
                case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D: index += 1
                default: skipWord()
                }
            } while depth > 0
            return depth == 0 ? bytes[start..<index] : nil
        }

        private mutating func skipWord() {
            while index < bytes.endIndex, ![0x2C, 0x3A, 0x5D, 0x7D, 0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) {
                index += 1
            }
        }
    }
}
