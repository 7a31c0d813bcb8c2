/// The escape sequences that the terminal supports according to its environment: links and the clipboard.
package struct TerminalEscapes: Sendable, Hashable {
    /// A terminal multiplexer between this process and the terminal, which interprets escape sequences itself.
    private enum Multiplexer: Sendable, Hashable {
        case tmux
        case screen
    }

    private let multiplexer: Multiplexer?
    private let showsLinks: Bool

    /// - Parameter isTerminal: whether the output goes to a terminal.
    package init(isTerminal: Bool, variable: (_ name: String) -> String?) {
        func value(_ name: String) -> String { variable(name) ?? "" }
        let type = value("TERM")
        multiplexer = Self.multiplexer(type: type, tmux: value("TMUX"), screen: value("STY"))
        let isPlain = ["", "dumb", "linux"].contains(type) || type.hasPrefix("vt")
        showsLinks = isTerminal && !isPlain && value("NO_COLOR").isEmpty
    }

    /// Looks at the type first, because ssh passes it on and it names the innermost multiplexer.
    private static func multiplexer(type: String, tmux: String, screen: String) -> Multiplexer? {
        if type.hasPrefix("tmux") { return .tmux }
        if !screen.isEmpty { return .screen }
        if !tmux.isEmpty { return .tmux }
        return type.hasPrefix("screen") ? .screen : nil
    }

    /// The URL as a link (OSC 8) if the terminal may support links. Other terminals, tmux and screen ignore the
    /// sequence.
    ///
    /// - Parameter url: only visible ASCII; anything else is shown as plain text.
    package func link(_ url: String) -> String {
        guard showsLinks, url.utf8.allSatisfy(\.isVisible) else { return url.shown }
        return "\u{1B}]8;;\(url)\u{1B}\\\(url)\u{1B}]8;;\u{1B}\\"
    }

    /// Erases from the cursor to the end of the line (ECMA-48, EL).
    package var eraseToEndOfLine: String { "\u{1B}[K" }

    /// The sequence that copies `text` to the clipboard of the person's terminal (OSC 52). The terminal does not
    /// report whether it did.
    ///
    /// Through a multiplexer it is sent twice: directly, for a tmux with `set-clipboard` on, and wrapped, for screen
    /// and for a tmux with `allow-passthrough` on. A tmux of 3.3 or later with both off drops both.
    package func clipboard(_ text: String) -> String {
        let sequence = "\u{1B}]52;c;\(text.utf8.base64)\u{07}"
        return switch multiplexer {
        case nil: sequence
        case .tmux: "\(sequence)\u{1B}Ptmux;\u{1B}\(sequence)\u{1B}\\"
        case .screen: sequence + Self.chunks(sequence).map { "\u{1B}P\($0)\u{1B}\\" }.joined()
        }
    }

    /// Splits the sequence into pieces that screen passes on (MAXSTR is 768 bytes, 256 in older versions).
    private static func chunks(_ sequence: String) -> [Substring] {
        stride(from: 0, to: sequence.utf8.count, by: 240).map { sequence.dropFirst($0).prefix(240) }
    }
}
