/// A command line for a person to copy. POSIX shells read each word exactly as given here.
package struct ShellCommand: Sendable, Hashable, CustomStringConvertible {
    private let words: [String]

    package init(_ words: String...) {
        self.words = words.map(\.shellWord)
    }

    /// The command inside a sentence: in quotation marks if it contains none itself, otherwise after a colon.
    ///
    /// `run 'farsign login --profile dev'`, and `run: farsign login --profile 'my profile'`.
    package func after(_ verb: String) -> String {
        isPlain ? "\(verb) '\(description)'" : "\(verb): \(description)"
    }

    package var description: String { words.joined(separator: " ") }

    /// Whether no word needed quotation marks.
    package var isPlain: Bool { !words.contains { $0.utf8.contains(UInt8(ascii: "'")) } }
}

extension String {
    /// The text as one word of a shell command (POSIX.1-2024, XCU 2.2), safe for a terminal.
    ///
    /// Control characters are written as octal escapes in `$'…'`. A shell that does not support this form reads the
    /// escapes literally and runs nothing, because there is never a quotation mark inside.
    package var shellWord: String {
        if !isEmpty, utf8.allSatisfy({ $0.isLetterOrDigit || "@%_+=:,./-".utf8.contains($0) }) { return self }
        guard shown.isExactly(self) else { return "$'" + utf8.map(Self.escaped).joined() + "'" }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    private static func escaped(_ byte: UInt8) -> String {
        guard !byte.isVisible || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") else {
            return String(UnicodeScalar(byte))
        }
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
