import SignInSandbox
import TerminalTestSupport
import Testing
import Text

@Suite("farsign login at a terminal")
struct TerminalLoginTests {
    private let machine: Machine
    private static let alice = "arn:aws:iam::123456789012:user/Alice"
    private static let success =
        "\r\nUpdated profile dev to use \(alice) credentials.\r\n"
        + "Use it with --profile, as in 'aws sts get-caller-identity --profile dev'.\r\n"

    init() async throws {
        machine = try await Machine()
    }

    /// Ways in which the text of the confirmation page reaches a terminal.
    enum Paste: CaseIterable {
        case plain, bracketed, folded, bracketedAndFolded, veryLong, veryLongAndBracketed, slowly

        func text(of code: String) -> String {
            let folded = code.enumerated().map { $0 > 0 && $0 % 76 == 0 ? "\n  \($1)" : "\($1)" }.joined()
            return switch self {
            case .plain, .slowly: code + "\r"
            case .bracketed: TerminalLogin.bracketed(code) + "\r"
            case .folded: folded + "\r"
            case .bracketedAndFolded: TerminalLogin.bracketed(folded.replacing("\n", with: "\r")) + "\r"
            case .veryLong: code.map { "\($0)" + String(repeating: " ", count: 26) }.joined() + "\r"
            case .veryLongAndBracketed:
                TerminalLogin.bracketed(code.map { "\($0)\r\n" + String(repeating: " \t", count: 12) }.joined()) + "\r"
            }
        }

        var terminal: String {
            switch self {
            case .bracketed, .bracketedAndFolded, .veryLongAndBracketed: "xterm-256color"
            default: "dumb"
            }
        }
    }

    @Test(arguments: Paste.allCases)
    func `a pasted code signs in, and nothing of it is shown`(_ paste: Paste) async throws {
        let login = try machine.loginAtTerminal(environment: ["TERM": paste.terminal])
        let code = try machine.sandbox.signIn(at: try await login.url())
        #expect(code.utf8.count == 748)
        let before = try await login.prompted()

        let text = paste.text(of: code)
        if paste == .veryLong || paste == .veryLongAndBracketed { #expect(text.utf8.count > 20_000) }
        for part in paste == .slowly ? text.map(String.init) : [text] { try await login.type(part) }
        let end = try await login.end()

        #expect(end.state == .exited(0))
        #expect(Self.withoutBracketSwitches(end.screen.dropFirst(before.count)) == Self.success)
        #expect(try login.isRestored())
        #expect(try machine.pendingFiles() == [])
        let credentials = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(credentials.status == 0, "\(credentials.notices)")
    }

    @Test func `paste brackets are switched on for the prompt alone, where the terminal has them`() async throws {
        let login = try machine.loginAtTerminal(environment: ["TERM": "xterm"])
        let code = try machine.sandbox.signIn(at: try await login.url())
        try await login.type(TerminalLogin.bracketed(code) + "\r")
        let screen = try await login.end().screen

        #expect(screen.split(separator: "\u{1B}[?2004h", omittingEmptySubsequences: false).count == 2)
        #expect(screen.split(separator: "\u{1B}[?2004l", omittingEmptySubsequences: false).count == 2)
    }

    @Test func `the prompt does not echo, and keeps line editing off`() async throws {
        let login = try machine.loginAtTerminal()
        try await login.prompted()
        let modes = try login.program.terminal.modes()
        #expect(!modes.echoes)
        #expect(!modes.editsLines)
    }

    @Test func `more than 64 KiB is refused, and the right code is taken after it`() async throws {
        let login = try machine.loginAtTerminal(environment: ["TERM": "xterm"])
        let code = try machine.sandbox.signIn(at: try await login.url())
        try await login.type(TerminalLogin.bracketed(String(repeating: "QUJD", count: 17_000)) + "\r")
        let refused = try await login.prompted(times: 2)
        try await login.type(TerminalLogin.bracketed(code) + "\r")
        let end = try await login.end()

        #expect(refused.contains("farsign: error: that is not a sign-in reply: it is longer than 64 KiB\r\n"))
        #expect(!end.screen.contains("QUJD"))
        #expect(end.state == .exited(0))
        let refusals = try await machine.history(["--kind", "reply-refused"])
        #expect(refusals.map { $0["detail"]?["error"]?.text } == ["reply-too-long"])
    }

    @Test func `a wrong reply is explained and asked for again with the same URL, five times`() async throws {
        let login = try machine.loginAtTerminal()
        let url = try await login.url()
        let foreign = "c3RhdGU9MTExMTExMTEtMTExMS00MTExLTgxMTEtMTExMTExMTExMTExJmNvZGU9YWJj"
        let replies = ["nonsense!", "bm9uc2Vuc2U=", foreign, "state=only&", "code=only&"]
        for (place, reply) in replies.enumerated() {
            try await login.prompted(times: place + 1)
            try await login.type(reply + "\r")
        }
        let end = try await login.end()

        #expect(end.state == .exited(4))
        #expect(try login.isRestored())
        #expect(end.screen.split(separator: TerminalLogin.prompt, omittingEmptySubsequences: false).count == 6)
        #expect(end.screen.split(separator: url, omittingEmptySubsequences: false).count == 2)
        for reply in replies { #expect(!end.screen.contains(reply)) }
        #expect(try machine.pendingFiles() == [])
        let refusals = try await machine.history(["--kind", "reply-refused"])
        #expect(refusals.count == 5)
        #expect(Set(refusals.map { $0["detail"]?["intake"]?.text }) == ["terminal"])
        let late = try await machine.farsign(["submit"], input: try machine.sandbox.signIn(at: url))
        #expect(late.status == 4)
    }

    private static func withoutBracketSwitches(_ text: some StringProtocol) -> String {
        String(text).replacing("\u{1B}[?2004h", with: "").replacing("\u{1B}[?2004l", with: "")
    }
}
