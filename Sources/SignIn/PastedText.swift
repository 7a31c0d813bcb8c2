/// A text as somebody copied it, freed of what chats, mails, editors and shells put around it.
enum PastedText {
    /// Nil for bytes that are no text.
    static func cleaned(_ bytes: [UInt8]) -> String? {
        guard let text = decoded(bytes) else { return nil }
        // Byte order marks, zero-width and directional marks, soft hyphens.
        let visible = text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
        let lines = visible.split { Character($0).isNewline }.map(unquoted)
        let kept = lines.count > 1 ? lines.filter { !isFence($0) } : lines
        var scalars = kept.joined().filter { !$0.properties.isWhitespace }[...]
        while let last = scalars.last, marks.contains(last) || last == "." { scalars.removeLast() }
        while let first = scalars.first, marks.contains(first) { scalars.removeFirst() }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Quotation marks, those of code, and the brackets of an address in a mail. No reply begins or ends with one.
    private static let marks = Set("\"'`<>“”„‟‘’‚‛«»‹›".unicodeScalars)

    /// UTF-8; UTF-16, as PowerShell writes it, by its mark or by every other byte being zero.
    private static func decoded(_ bytes: [UInt8]) -> String? {
        let isLittleEndian: Bool
        if bytes.starts(with: [0xFF, 0xFE]) || hasZeros(bytes, from: 1) {
            isLittleEndian = true
        } else if bytes.starts(with: [0xFE, 0xFF]) || hasZeros(bytes, from: 0) {
            isLittleEndian = false
        } else {
            return String(validating: bytes, as: UTF8.self)
        }
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: 0, to: bytes.count, by: 2).map { index in
            let (low, high) = isLittleEndian ? (bytes[index], bytes[index + 1]) : (bytes[index + 1], bytes[index])
            return UInt16(high) << 8 | UInt16(low)
        }
        return String(validating: units, as: UTF16.self)
    }

    private static func hasZeros(_ bytes: [UInt8], from start: Int) -> Bool {
        !bytes.isEmpty && stride(from: start, to: bytes.count, by: 2).allSatisfy { bytes[$0] == 0 }
            && bytes.count.isMultiple(of: 2)
    }

    /// A line without the signs that a mail quotes it with.
    private static func unquoted(_ line: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        line.drop { $0.properties.isWhitespace || $0 == ">" }
    }

    /// Three backticks, and the name of a language after them.
    private static func isFence(_ line: Substring.UnicodeScalarView) -> Bool {
        line.starts(with: "```".unicodeScalars)
            && line.count < 24
            && line.dropFirst(3).allSatisfy { $0.properties.isAlphabetic || $0.properties.isWhitespace }
    }
}
