/// A command that starts a browser: a program and its arguments, with a placeholder for the URL.
///
/// The URL becomes part of an argument and is never part of a line that a shell evaluates.
struct BrowserCommand: Sendable, Hashable {
    /// A path, or a name to look up in `PATH`.
    let program: String
    private let arguments: [String]

    /// - Parameter arguments: `%s` stands for the URL, which otherwise becomes the last argument; `%%` stands for
    ///   `%`.
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
