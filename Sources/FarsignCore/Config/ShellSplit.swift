/// Splits a command line into words like Python's `shlex.split`.
enum ShellSplit {
    /// Returns nil if a quotation or an escape is not closed.
    static func words(_ line: [UInt8]) -> [[UInt8]]? {
        var words: [[UInt8]] = []
        var word: [UInt8]?
        var quote: UInt8?
        var rest = line[...]
        while let byte = rest.popFirst() {
            switch (byte, quote) {
            case (UInt8(ascii: "\\"), nil), (UInt8(ascii: "\\"), UInt8(ascii: "\"")):
                guard let next = rest.popFirst() else { return nil }
                let isEscaped = quote == nil || next == byte || next == quote
                word = (word ?? []) + (isEscaped ? [next] : [byte, next])
            case (UInt8(ascii: "\""), nil), (UInt8(ascii: "'"), nil):
                quote = byte
                word = word ?? []
            case (_, byte?): quote = nil
            case (0x20, nil), (0x09, nil), (0x0A, nil), (0x0D, nil):
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? []) + [byte]
            }
        }
        if let word { words.append(word) }
        return quote == nil ? words : nil
    }
}
