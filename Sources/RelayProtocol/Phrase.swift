import Text

/// Two words and a number that the relay draws and both ends show, so that a person sees that they belong together.
///
/// It is no secret. The broker has no say in it, so a broker cannot make two of them match.
package struct Phrase: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    /// Nil unless `text` is two lower-case words of 3 to 10 letters and a number of 2 to 4 digits, a space between them.
    package init?(_ text: String) {
        // First of all: a text of any length comes from outside.
        guard text.utf8.count <= 26 else { return nil }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(\.utf8)
        let isWord: (Substring.UTF8View) -> Bool = { (3...10).contains($0.count) && $0.allSatisfy(\.isLowercaseLetter) }
        guard parts.count == 3, isWord(parts[0]), isWord(parts[1]),
            (2...4).contains(parts[2].count), parts[2].allSatisfy(\.isDigit)
        else { return nil }
        self.text = text
    }

    /// Draws one: 8 bits for each word and 13 for the number.
    package init(randomBytes: (_ count: Int) -> [UInt8]) {
        let words = randomBytes(2).map { Self.words[Int($0)] }
        text = words.joined(separator: " ") + " \(1000 + Self.number(below: 9000, randomBytes))"
    }

    /// Without the bias of a remainder: 63,000 is the last multiple of 9,000 in two bytes.
    private static func number(below limit: Int, _ randomBytes: (_ count: Int) -> [UInt8]) -> Int {
        let fair = (1 << 16) / limit * limit
        while true {
            let drawn = randomBytes(2).reduce(0) { $0 << 8 | Int($1) }
            if drawn < fair { return drawn % limit }
        }
    }
}
