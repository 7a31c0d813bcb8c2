/// Cleans copied text from what chat programs, mail programs, editors and shells add around it.
enum PastedText {
    /// Returns nil if the bytes are not text.
    static func cleaned(_ bytes: [UInt8]) -> String? {
        guard let text = decoded(bytes) else { return nil }
        // Drop byte order marks, zero-width and directional marks, and soft hyphens.
        let visible = text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
        let lines = visible.split { Character($0).isNewline }.map(unquoted)
        let kept = lines.count > 1 ? lines.filter { !isFence($0) } : lines
        var scalars = kept.joined().filter { !$0.properties.isWhitespace }[...]
        while let last = scalars.last, marks.contains(last) || last == "." { scalars.removeLast() }
        while let first = scalars.first, marks.contains(first) { scalars.removeFirst() }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Quotation marks, backticks and the angle brackets of mail addresses. No reply begins or ends with one of them.
    private static let marks = Set("\"'`<>“”„‟‘’‚‛«»‹›".unicodeScalars)

    /// Decodes UTF-8, or UTF-16 as PowerShell writes it, recognised by its byte order mark or because every other
    /// byte is zero.
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

    /// The line without the `>` characters with which mail programs mark quoted text.
    private static func unquoted(_ line: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        line.drop { $0.properties.isWhitespace || $0 == ">" }
    }

    /// Whether the line is three backticks, optionally followed by the name of a language.
    private static func isFence(_ line: Substring.UnicodeScalarView) -> Bool {
        line.starts(with: "```".unicodeScalars)
            && line.count < 24
            && line.dropFirst(3).allSatisfy { $0.properties.isAlphabetic || $0.properties.isWhitespace }
    }
}
