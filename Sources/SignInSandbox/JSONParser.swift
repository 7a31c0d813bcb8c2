extension JSON {
    /// The reason why a text is not valid JSON.
    struct ParseError: Error, Hashable {
        let message: String
    }

    /// Parses one value (RFC 8259) and refuses duplicate members, which other parsers accept silently.
    init(parsing bytes: some Sequence<UInt8>) throws(ParseError) {
        var parser = Parser(bytes: Array(bytes))
        self = try parser.document()
    }

    private struct Parser {
        /// More than the nesting depth of any message of the service.
        static let deepest = 16

        let bytes: [UInt8]
        var place = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func document() throws(ParseError) -> JSON {
            let value = try value(depth: 0)
            skipSpace()
            guard place == bytes.count else { throw failure("something follows the value") }
            return value
        }

        mutating func value(depth: Int) throws(ParseError) -> JSON {
            guard depth < Self.deepest else { throw failure("nested too deeply") }
            skipSpace()
            switch peek {
            case UInt8(ascii: "{"): return try object(depth: depth)
            case UInt8(ascii: "["): return try array(depth: depth)
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "t"): return try word("true", .bool(true))
            case UInt8(ascii: "f"): return try word("false", .bool(false))
            case UInt8(ascii: "n"): return try word("null", .null)
            default: return try number()
            }
        }

        mutating func object(depth: Int) throws(ParseError) -> JSON {
            var members: [Member] = []
            place += 1
            skipSpace()
            if take("}") { return .object([]) }
            repeat {
                skipSpace()
                guard peek == UInt8(ascii: "\"") else { throw failure("a member's name was expected") }
                let name = try string()
                guard !members.contains(where: { $0.isNamed(name) }) else {
                    throw ParseError(message: "the member '\(name)' is given twice")
                }
                skipSpace()
                guard take(":") else { throw failure("a colon was expected") }
                members.append(Member(name: name, value: try value(depth: depth + 1)))
                skipSpace()
            } while take(",")
            guard take("}") else { throw failure("an object is not closed") }
            return .object(members)
        }

        mutating func array(depth: Int) throws(ParseError) -> JSON {
            var values: [JSON] = []
            place += 1
            skipSpace()
            if take("]") { return .array([]) }
            repeat {
                values.append(try value(depth: depth + 1))
                skipSpace()
            } while take(",")
            guard take("]") else { throw failure("an array is not closed") }
            return .array(values)
        }

        mutating func word(_ word: String, _ value: JSON) throws(ParseError) -> JSON {
            guard bytes[place...].starts(with: word.utf8) else { throw failure("a value was expected") }
            place += word.utf8.count
            return value
        }

        mutating func number() throws(ParseError) -> JSON {
            let start = place
            while let byte = peek, "+-.0123456789Ee".utf8.contains(byte) { place += 1 }
            let text = String(decoding: bytes[start..<place], as: UTF8.self)
            guard text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil else {
                throw failure("a value was expected")
            }
            return .number(text)
        }

        mutating func string() throws(ParseError) -> String {
            var text: [UInt8] = []
            place += 1
            while let byte = peek, byte != UInt8(ascii: "\"") {
                guard byte >= 0x20 else { throw failure("a control character in a string") }
                place += 1
                if byte == UInt8(ascii: "\\") { text += String(try escape()).utf8 } else { text.append(byte) }
            }
            guard take("\"") else { throw failure("a string is not closed") }
            guard let string = String(validating: text, as: UTF8.self) else { throw failure("a string is not UTF-8") }
            return string
        }

        mutating func escape() throws(ParseError) -> Unicode.Scalar {
            guard let byte = peek else { throw failure("a string is not closed") }
            place += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{c}"
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "u"): break
            default: throw failure("an unknown escape")
            }
            let first = try fourDigits()
            if let scalar = Unicode.Scalar(first) { return scalar }
            guard first < 0xdc00, take("\\"), take("u") else { throw failure("half a surrogate pair") }
            let second = try fourDigits()
            guard 0xdc00...0xdfff ~= second,
                let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
            else { throw failure("half a surrogate pair") }
            return scalar
        }

        mutating func fourDigits() throws(ParseError) -> UInt32 {
            let digits = bytes[place...].prefix(4)
            guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw failure("an escape without four digits") }
            place += 4
            return number
        }

        var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard peek == UInt8(ascii: scalar) else { return false }
            place += 1
            return true
        }

        mutating func skipSpace() {
            while let byte = peek, " \t\r\n".utf8.contains(byte) { place += 1 }
        }

        func failure(_ what: String) -> ParseError {
            ParseError(message: "not JSON: \(what) at byte \(place)")
        }
    }
}
