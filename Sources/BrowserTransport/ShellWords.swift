/// Splits a command line into words like a POSIX shell, without expansions (XCU 2.2 and 2.6.5).
///
/// Returns nil if a quotation mark is not closed.
func shellWords(_ line: some StringProtocol) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var rest = Substring(line)
    while let character = rest.popFirst() {
        switch (character, quote) {
        case ("'", "'"), ("\"", "\""):
            quote = nil
        case ("\\", "\"") where rest.first.map { !"\"\\$`".contains($0) } ?? false:
            word = (word ?? "") + "\\"
        case ("\\", nil), ("\\", "\""):
            guard let next = rest.popFirst() else { return nil }
            word = (word ?? "") + String(next)
        case ("'", nil), ("\"", nil):
            quote = character
            word = word ?? ""
        case (" ", nil), ("\t", nil), ("\n", nil):
            if let word { words.append(word) }
            word = nil
        default:
            word = (word ?? "") + String(character)
        }
    }
    if let word { words.append(word) }
    return quote == nil ? words : nil
}
