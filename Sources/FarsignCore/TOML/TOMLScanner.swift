import Text

/// Reads the statements of a configuration file, one after the other.
struct TOMLScanner {
    enum Statement {
        case header(ExactText, line: Int)
        case entry(TOMLDocument.Entry)
    }

    private var rest: ArraySlice<UInt8>
    private(set) var line = 1

    init(_ bytes: [UInt8]) throws(TOMLError) {
        rest = bytes[...]
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        // The last line whose beginning is still UTF-8 has the wrong byte, or the one after it.
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let wrong = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw TOMLError(wrong + 1, "it is not UTF-8")
    }

    var next: UInt8? { rest.first }

    func error(_ reason: String, hint: String? = nil) -> TOMLError { TOMLError(line, reason, hint: hint) }

    /// Returns nil at the end of the text.
    mutating func statement() throws(TOMLError) -> Statement? {
        try skipLines()
        guard let byte = next else { return nil }
        guard byte != UInt8(ascii: "[") else {
            let start = line
            let name = try header()
            try endLine()
            return .header(name, line: start)
        }
        let start = line
        let key = try self.key()
        skipSpaces()
        if next == UInt8(ascii: ".") {
            throw error(
                "'\(key.text.shown).' is a key with a dot, which farsign does not take",
                hint: "write the key without it, below [\(key.text.shown)]; a name with a dot needs quotation marks")
        }
        guard take("=") else { throw error("there is no '=' after the key '\(key.text.shown)'") }
        skipSpaces()
        let value = try self.value()
        try endLine()
        return .entry(TOMLDocument.Entry(key: key, value: value, line: start))
    }

    private mutating func header() throws(TOMLError) -> ExactText {
        _ = take("[")
        guard next != UInt8(ascii: "[") else { throw error("a section is in one pair of brackets, as in [login]") }
        skipSpaces()
        let name = try key()
        skipSpaces()
        guard take("]") else {
            throw error(
                "the section [\(name.text.shown) does not end with a bracket",
                hint: next == UInt8(ascii: ".") ? "no section of farsign has a dot in its name" : nil)
        }
        return name
    }

    private mutating func key() throws(TOMLError) -> ExactText {
        switch next {
        case UInt8(ascii: "\""): return ExactText(try basicString())
        case UInt8(ascii: "'"): return ExactText(try literalString())
        default:
            let name = rest.prefix { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
            guard !name.isEmpty else { throw error("it is neither a section nor a key with a value") }
            rest = rest[name.endIndex...]
            return ExactText(String(decoding: name, as: UTF8.self))
        }
    }

    // The text as bytes.

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func pop() -> UInt8? { rest.popFirst() }

    /// The bytes up to the next one that fits, which stays.
    mutating func bytes(until fits: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let bytes = rest.prefix { !fits($0) }
        rest = rest[bytes.endIndex...]
        return bytes
    }

    func starts(with text: String) -> Bool { rest.starts(with: text.utf8) }

    mutating func skipSpaces() {
        _ = bytes { $0 != 0x20 && $0 != 0x09 }
    }

    /// Skips white space, comments and ends of lines.
    mutating func skipLines() throws(TOMLError) {
        while true {
            skipSpaces()
            try skipComment()
            guard try takeNewline() else { return }
        }
    }

    /// Nothing but a comment may follow a value or a header.
    private mutating func endLine() throws(TOMLError) {
        skipSpaces()
        try skipComment()
        guard next != nil else { return }
        guard try takeNewline() else { throw error("there is more than one value or section in it") }
    }

    private mutating func skipComment() throws(TOMLError) {
        guard take("#") else { return }
        let comment = bytes { $0 == 0x0A }
        let text = comment.last == 0x0D && next != nil ? comment.dropLast() : comment
        guard text.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
            throw error("its comment contains a control character")
        }
    }

    private mutating func takeNewline() throws(TOMLError) -> Bool {
        if next == 0x0D {
            rest.removeFirst()
            guard next == 0x0A else { throw error("it contains a carriage return that does not end it") }
        }
        guard next == 0x0A else { return false }
        rest.removeFirst()
        line += 1
        return true
    }
}
