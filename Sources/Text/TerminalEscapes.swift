import FoundationEssentials

/// What a terminal can do beside showing text, as its environment tells: links, and a clipboard.
package struct TerminalEscapes: Sendable, Hashable {
    /// What stands between us and the terminal, and takes escape sequences for itself.
    private enum Multiplexer: Sendable, Hashable {
        case tmux
        case screen
    }

    private let multiplexer: Multiplexer?
    private let showsLinks: Bool

    /// - Parameter isTerminal: whether what is written goes to a terminal at all.
    package init(isTerminal: Bool, variable: (_ name: String) -> String?) {
        func value(_ name: String) -> String { variable(name) ?? "" }
        let type = value("TERM")
        multiplexer = Self.multiplexer(type: type, tmux: value("TMUX"), screen: value("STY"))
        let isPlain = ["", "dumb", "linux"].contains(type) || type.hasPrefix("vt")
        showsLinks = isTerminal && !isPlain && value("NO_COLOR").isEmpty
    }

    /// By the type first: it comes along over ssh, and is the innermost one's.
    private static func multiplexer(type: String, tmux: String, screen: String) -> Multiplexer? {
        if type.hasPrefix("tmux") { return .tmux }
        if !screen.isEmpty { return .screen }
        if !tmux.isEmpty { return .tmux }
        return type.hasPrefix("screen") ? .screen : nil
    }

    /// The URL itself, as a link (OSC 8) where the terminal may know them. Others skip what they do not know, tmux and
    /// screen too.
    ///
    /// - Parameter url: visible ASCII alone; anything else is shown as text.
    package func link(_ url: String) -> String {
        guard showsLinks, url.utf8.allSatisfy(\.isVisible) else { return url.shown }
        return "\u{1B}]8;;\(url)\u{1B}\\\(url)\u{1B}]8;;\u{1B}\\"
    }

    /// What puts `text` on the clipboard of the person's terminal (OSC 52). Nothing tells whether the terminal obeyed.
    ///
    /// Through a multiplexer it goes twice: bare, for a tmux whose `set-clipboard` is on, and in an envelope that is
    /// opened by screen and by a tmux whose `allow-passthrough` is. A tmux of 3.3 or later with neither drops both.
    package func clipboard(_ text: String) -> String {
        let sequence = "\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{07}"
        return switch multiplexer {
        case nil: sequence
        case .tmux: "\(sequence)\u{1B}Ptmux;\u{1B}\(sequence)\u{1B}\\"
        case .screen: sequence + Self.chunks(sequence).map { "\u{1B}P\($0)\u{1B}\\" }.joined()
        }
    }

    /// Screen hands on what such a string holds (MAXSTR, 768 bytes; 256 in older ones), one after the other.
    private static func chunks(_ sequence: String) -> [Substring] {
        stride(from: 0, to: sequence.utf8.count, by: 240).map { sequence.dropFirst($0).prefix(240) }
    }
}
