import Text

/// Two words and a number that the relay chooses and that both sides show, so that a person can compare them.
///
/// It is not a secret. The broker cannot influence it and therefore cannot make two phrases match.
package struct Phrase: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    /// Returns nil unless `text` is two lower-case words of 3 to 10 letters and a number of 2 to 4 digits, separated
    /// by spaces.
    package init?(_ text: String) {
        // Check the length first: the text comes from outside and may be of any length.
        guard text.utf8.count <= 26 else { return nil }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(\.utf8)
        let isWord: (Substring.UTF8View) -> Bool = { (3...10).contains($0.count) && $0.allSatisfy(\.isLowercaseLetter) }
        guard parts.count == 3, isWord(parts[0]), isWord(parts[1]),
            (2...4).contains(parts[2].count), parts[2].allSatisfy(\.isDigit)
        else { return nil }
        self.text = text
    }

    /// Chooses a random phrase: 8 bits per word and 13 for the number.
    package init(randomBytes: (_ count: Int) -> [UInt8]) {
        let words = randomBytes(2).map { Self.words[Int($0)] }
        text = words.joined(separator: " ") + " \(1000 + Self.number(below: 9000, randomBytes))"
    }

    /// Avoids the bias of a remainder: 63,000 is the largest multiple of 9,000 in two bytes.
    private static func number(below limit: Int, _ randomBytes: (_ count: Int) -> [UInt8]) -> Int {
        let fair = (1 << 16) / limit * limit
        while true {
            let drawn = randomBytes(2).reduce(0) { $0 << 8 | Int($1) }
            if drawn < fair { return drawn % limit }
        }
    }
}
