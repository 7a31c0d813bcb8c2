import Text

extension TOMLScanner {
    /// - Parameter isElement: whether the value is in an array.
    mutating func value(isElement: Bool = false) throws(TOMLError) -> TOMLValue {
        let start = line
        switch next {
        case UInt8(ascii: "\""): return TOMLValue(.string(try basicString()), line: start)
        case UInt8(ascii: "'"): return TOMLValue(.string(try literalString()), line: start)
        case UInt8(ascii: "["):
            guard !isElement else { throw error("an array in an array is not a value that farsign takes") }
            return TOMLValue(.array(try array()), line: start)
        case UInt8(ascii: "{"):
            throw error("a table in braces is not a value that farsign takes", hint: "write its keys below a [section]")
        default: return TOMLValue(try word(), line: start)
        }
    }

    private mutating func array() throws(TOMLError) -> [TOMLValue] {
        _ = take("[")
        var values: [TOMLValue] = []
        while true {
            try skipLines()
            if take("]") { return values }
            guard next != nil else { throw error("an array has no end") }
            values.append(try value(isElement: true))
            try skipLines()
            if take("]") { return values }
            guard take(",") else { throw error("there is no comma between two values of an array") }
        }
    }

    private mutating func word() throws(TOMLError) -> TOMLValue.Kind {
        let word = String(
            decoding: bytes { [0x20, 0x09, 0x0A, 0x0D].contains($0) || "#,]=".utf8.contains($0) }, as: UTF8.self)
        if word.isExactly("true") { return .boolean(true) }
        if word.isExactly("false") { return .boolean(false) }
        guard !word.isEmpty else { throw error("a value is missing") }
        guard word.utf8.first.map({ $0.isDigit || "+-".utf8.contains($0) }) == true else {
            throw error("'\(word.shown)' is not a value", hint: "put a text in quotation marks")
        }
        return .integer(try integer(word))
    }

    private func integer(_ word: String) throws(TOMLError) -> Int {
        let signed = Array(word.utf8)
        let digits = signed.first?.isDigit == true ? signed[...] : signed.dropFirst()
        let parts = digits.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || !$0.allSatisfy(\.isDigit) }),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else {
            throw error("'\(word.shown)' is not a whole decimal number", hint: "put a text in quotation marks")
        }
        guard let number = Int(String(decoding: signed.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)) else {
            throw error("the number \(word.shown) is too large")
        }
        return number
    }

    mutating func literalString() throws(TOMLError) -> String {
        try checkOneLine("'''")
        _ = take("'")
        let text = bytes { $0 == UInt8(ascii: "'") || Self.isControl($0) }
        guard take("'") else { throw error("a text has no end, or contains a control character") }
        return String(decoding: text, as: UTF8.self)
    }

    mutating func basicString() throws(TOMLError) -> String {
        try checkOneLine(#"""""#)
        _ = take("\"")
        var text: [UInt8] = []
        while true {
            text += bytes { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || Self.isControl($0) }
            if take("\"") { return String(decoding: text, as: UTF8.self) }
            guard take("\\") else { throw error("a text has no end, or contains a control character") }
            text += try escaped()
        }
    }

    private func checkOneLine(_ quotes: String) throws(TOMLError) {
        guard !starts(with: quotes) else { throw error("a text of several lines is not a value that farsign takes") }
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte == 0x7F || (byte < 0x20 && byte != 0x09) }

    private mutating func escaped() throws(TOMLError) -> [UInt8] {
        let byte = pop()
        switch byte {
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte ?? 0]
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            var digits = ""
            for _ in 0..<(byte == UInt8(ascii: "u") ? 4 : 8) {
                guard let digit = next, digit.isHexDigit else { break }
                digits.unicodeScalars.append(Unicode.Scalar(digit))
                _ = pop()
            }
            guard digits.utf8.count == (byte == UInt8(ascii: "u") ? 4 : 8),
                let scalar = UInt32(digits, radix: 16).flatMap({ Unicode.Scalar($0) })
            else { throw error("a text has an escape that is no character") }
            return Array(String(Character(scalar)).utf8)
        default: throw error("a text has an unknown escape", hint: "in '…' a backslash stands for itself")
        }
    }
}
