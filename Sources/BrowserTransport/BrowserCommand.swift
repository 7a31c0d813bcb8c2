/// A way to start a browser: a program and its arguments, among them a place for the URL.
///
/// The URL becomes a part of an argument of its own, and never of a line that a shell reads.
struct BrowserCommand: Sendable, Hashable {
    /// A path, or a name to look up in `PATH`.
    let program: String
    private let arguments: [String]

    /// - Parameter arguments: `%s` in any of them stands for the URL, which else comes last, and `%%` for `%`.
    init(_ program: String, _ arguments: [String] = []) {
        self.program = program
        self.arguments = arguments
    }

    func arguments(opening url: String) -> [String] {
        let filled = arguments.map { Self.fill($0, with: url) }
        return filled.map(\.text) + (filled.contains(where: \.holdsURL) ? [] : [url])
    }

    private static func fill(_ argument: String, with url: String) -> (text: String, holdsURL: Bool) {
        var text = ""
        var holdsURL = false
        var rest = Substring(argument)
        while let character = rest.popFirst() {
            if character == "%", rest.first == "s" {
                rest.removeFirst()
                text += url
                holdsURL = true
            } else {
                if character == "%", rest.first == "%" { rest.removeFirst() }
                text.append(character)
            }
        }
        return (text, holdsURL)
    }
}
