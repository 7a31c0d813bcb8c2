import Testing
import Text

@Suite("What a terminal is told beside text")
struct TerminalEscapesTests {
    private static let url = "https://eu-central-1.signin.aws.amazon.com/v1/authorize?response_type=code"
    /// `a b` in base64.
    private static let copied = "\u{1B}]52;c;YSBi\u{07}"

    private func escapes(_ variables: [String: String], isTerminal: Bool = true) -> TerminalEscapes {
        TerminalEscapes(isTerminal: isTerminal) { variables[$0] }
    }

    @Test(arguments: ["xterm-256color", "screen-256color", "tmux-256color", "alacritty"])
    func `a URL is a link where the terminal may know links`(_ type: String) {
        #expect(escapes(["TERM": type]).link(Self.url) == "\u{1B}]8;;\(Self.url)\u{1B}\\\(Self.url)\u{1B}]8;;\u{1B}\\")
    }

    @Test(arguments: [
        [:], ["TERM": ""], ["TERM": "dumb"], ["TERM": "linux"], ["TERM": "vt100"], ["TERM": "vt220"],
        ["TERM": "xterm", "NO_COLOR": "1"],
    ])
    func `a URL is plain text elsewhere`(_ variables: [String: String]) {
        #expect(escapes(variables).link(Self.url) == Self.url)
    }

    @Test func `what goes to no terminal holds no link`() {
        #expect(escapes(["TERM": "xterm"], isTerminal: false).link(Self.url) == Self.url)
    }

    @Test(arguments: ["\(url)\u{1B}\\x", "\(url)\u{07}", "\(url) x", "\(url)\u{9C}", "\(url)\u{202E}"])
    func `what is no URL cannot break out of a link`(_ text: String) {
        #expect(escapes(["TERM": "xterm"]).link(text) == text.shown)
    }

    private static let forTmux = "\u{1B}Ptmux;\u{1B}\(copied)\u{1B}\\"
    private static let forScreen = "\u{1B}P\(copied)\u{1B}\\"

    @Test(arguments: [
        (["TERM": "xterm"], ""), ([:], ""), (["TERM": "xterm", "TMUX": ""], ""),
        (["TERM": "tmux-256color", "TMUX": "/tmp/x,1,0"], forTmux),
        (["TERM": "screen", "TMUX": "/tmp/x,1,0"], forTmux),
        (["TERM": "screen.xterm-256color", "STY": "1.pts-0.host"], forScreen),
        // One in the other.
        (["TERM": "tmux-256color", "TMUX": "/tmp/x,1,0", "STY": "1.pts-0.host"], forTmux),
        (["TERM": "screen.xterm", "TMUX": "/tmp/x,1,0", "STY": "1.pts-0.host"], forScreen),
        // At the other end of an ssh connection.
        (["TERM": "tmux-256color"], forTmux), (["TERM": "screen.xterm-256color"], forScreen),
    ])
    func `the clipboard is reached directly, and through tmux and screen`(
        _ variables: [String: String], _ envelope: String
    ) {
        #expect(escapes(variables).clipboard("a b") == Self.copied + envelope)
    }

    @Test(arguments: [1, 170, 180, 400, 2_000])
    func `screen gets escape sequences in strings that it takes`(_ count: Int) {
        let text = String(repeating: "x", count: count)
        let bare = escapes(["TERM": "xterm"]).clipboard(text)
        let strings = escapes(["TERM": "screen"]).clipboard(text).dropFirst(bare.count).split(separator: "\u{1B}\\")
        #expect(strings.allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count <= 256 })
        #expect(strings.map { $0.dropFirst(2) }.joined() == bare)
    }
}
