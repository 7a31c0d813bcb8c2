import FoundationEssentials
import Testing

@Suite("the URL at a terminal")
struct TerminalURLTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
    }

    /// The screen of a login that waits, and its URL.
    private func login(
        _ options: [String] = [], _ environment: [String: String]
    ) async throws -> (screen: String, url: String) {
        let login = try machine.loginAtTerminal(
            ["--profile", "dev", "--region", "us-east-1"] + options, environment: environment)
        let url = try await login.url()
        return (try await login.prompted(), url)
    }

    @Test func `the URL is a link where the terminal knows links`() async throws {
        let (screen, url) = try await login([], ["TERM": "xterm-256color"])
        #expect(screen.contains("\u{1B}]8;;\(url)\u{1B}\\\(url)\u{1B}]8;;\u{1B}\\"))
    }

    @Test(arguments: [["TERM": "dumb"], ["TERM": "linux"], ["TERM": "xterm", "NO_COLOR": "1"]])
    func `the URL is plain where the terminal does not, or the person wants none`(_ environment: [String: String])
        async throws
    {
        let (screen, url) = try await login([], environment)
        #expect(!screen.contains("\u{1B}]8"))
        #expect(screen.contains("\r\n\(url)\r\n"))
    }

    @Test func `--copy puts the URL on the clipboard through the terminal`() async throws {
        let (screen, url) = try await login(["--copy"], ["TERM": "xterm"])
        #expect(screen.contains("\u{1B}]52;c;\(Data(url.utf8).base64EncodedString())\u{07}"))
    }

    @Test func `--copy says so where there is no terminal`() async throws {
        let outcome = try await machine.farsign([
            "login", "--profile", "dev", "--region", "us-east-1", "--copy", "--no-wait",
        ])
        #expect(outcome.status == 0)
        #expect(outcome.notices.hasPrefix("farsign: warning: --copy has no effect without a terminal\n"))
    }
}
