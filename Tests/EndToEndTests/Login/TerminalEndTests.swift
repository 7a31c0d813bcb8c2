import SignInSandbox
import TerminalTestSupport
import Testing
import Text

@Suite("the end of a login at a terminal")
struct TerminalEndTests {
    private let machine: Machine
    private static let alice = "arn:aws:iam::123456789012:user/Alice"
    private static let bob = "arn:aws:sts::123456789012:assumed-role/Admin/bob"

    init() async throws {
        machine = try await Machine()
    }

    @Test func `Ctrl-C ends the login and restores the terminal`() async throws {
        let login = try machine.loginAtTerminal()
        let code = try machine.sandbox.signIn(at: try await login.url())
        #expect(try machine.pendingFiles().count == 1)
        try await login.type("\u{3}")
        let end = try await login.end()

        #expect(end.state == .exited(130))
        #expect(try login.isRestored())
        #expect(end.screen.hasSuffix("farsign: error: interrupted: the login has ended\r\n"))
        #expect(try machine.pendingFiles() == [])
        let late = try await machine.farsign(["submit"], input: code)
        #expect(late.status == 4)
        #expect(late.notices.contains("it has ended"))
    }

    @Test func `Ctrl-C in the middle of a paste leaves nothing of it to the shell`() async throws {
        let login = try machine.loginAtTerminal()
        let code = try machine.sandbox.signIn(at: try await login.url())
        try await login.type(String(code.prefix(400)))
        try await login.type("\u{3}")
        let end = try await login.end()

        #expect(end.state == .exited(130))
        #expect(!end.screen.contains(code.prefix(16)))
        #expect(try login.isRestored())
    }

    @Test func `a terminal that hangs up ends the process, and submit finishes the login`() async throws {
        let login = try machine.loginAtTerminal()
        let code = try machine.sandbox.signIn(at: try await login.url())
        login.program.terminal.hangUp()
        let state = try await login.end().state

        guard case .exited = state else {
            Issue.record("\(state)")
            return
        }
        #expect(try machine.pendingFiles().count == 1)
        let submitted = try await machine.farsign(["submit", "--json"], input: code)
        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(try submitted.lines.first?["profile"]?.text == "dev")
        #expect(try machine.pendingFiles() == [])
    }

    @Test func `the region is asked for where nothing names one, and written to the profile`() async throws {
        let login = try machine.loginAtTerminal(["--profile", "dev"])
        try await login.screen { $0.hasSuffix("AWS region to sign in at, such as us-east-1: ") }
        try await login.type("eu-central-1\r")
        try await login.type(try machine.sandbox.signIn(at: try await login.url()) + "\r")
        let end = try await login.end()

        #expect(end.state == .exited(0))
        #expect(try machine.text(of: machine.configPath).contains("\nregion = eu-central-1\n"))
        let sessions = try await machine.farsign(["sessions", "--json"]).json.array
        #expect(sessions.first?["region"]?.text == "eu-central-1")
    }

    @Test(arguments: ["y", "yes", "Y"])
    func `a profile of another session is given away after a yes`(_ answer: String) async throws {
        let (login, question) = try await askToReplace()
        try await login.type(answer + "\r")
        let end = try await login.end()

        #expect(question.hasSuffix("profile dev belongs to \(Self.alice): give it to \(Self.bob)? [y/N] "))
        #expect(end.state == .exited(0))
        #expect(end.screen.contains("Updated profile dev to use \(Self.bob) credentials."))
        #expect(try await owner() == Self.bob)
        #expect(try login.isRestored())
    }

    @Test(arguments: ["n\r", "yikes\r", "\r"])
    func `a profile of another session stays as it is without a yes`(_ answer: String) async throws {
        let (login, _) = try await askToReplace()
        let before = try machine.text(of: machine.configPath)
        try await login.type(answer)
        let end = try await login.end()

        #expect(end.state == .exited(4))
        #expect(try await owner() == Self.alice)
        #expect(try machine.text(of: machine.configPath) == before)
        #expect(try login.isRestored())
        #expect(try await machine.farsign(["credentials", "--profile", "dev"]).status == 0)
    }

    @Test func `Ctrl-C at the question changes nothing, and says so in its status`() async throws {
        let (login, _) = try await askToReplace()
        try await login.type("\u{3}")
        let end = try await login.end()

        #expect(end.state == .exited(130))
        #expect(try await owner() == Self.alice)
        #expect(try login.isRestored())
    }

    /// The callback takes the reply, and the terminal has the person who can say yes.
    @Test func `a session that a browser brought and that would replace another is asked about at the terminal`()
        async throws
    {
        try await machine.signIn(profile: "one", region: "us-east-1", as: Self.alice)
        let browser = try BrowserByHand(of: machine)
        let login = try machine.loginAtTerminal(
            ["--profile", "two", "--region", "eu-west-1", "--browser"], environment: ["BROWSER": browser.command])
        let page = try await browser.signIn(try await browser.url())
        let question = try await login.screen { $0.hasSuffix("[y/N] ") }
        try await login.type("y\r")
        let end = try await login.end()

        #expect(page.text.contains("answer the question at the terminal"), "\(page.text)")
        #expect(question.contains("for profile one: move all of them to eu-west-1"), "\(question)")
        #expect(end.state == .exited(0), "\(end.screen)")
        #expect(machine.count(.redeem) == 2)
    }

    @Test func `where nobody can be asked, only --replace gives the profile away`() async throws {
        try await machine.signIn(profile: "dev", as: Self.alice)
        await #expect(throws: MachineError.self) { try await machine.signIn(profile: "dev", as: Self.bob) }
        #expect(try await owner() == Self.alice)
        try await machine.signIn(profile: "dev", as: Self.bob, options: ["--replace"])
        #expect(try await owner() == Self.bob)
    }

    private func askToReplace() async throws -> (TerminalLogin, question: String) {
        try await machine.signIn(profile: "dev", region: "ap-northeast-1", as: Self.alice)
        let login = try machine.loginAtTerminal()
        try await login.type(try machine.sandbox.signIn(at: try await login.url(), as: Self.bob) + "\r")
        return (login, try await login.screen { $0.hasSuffix("[y/N] ") })
    }

    private func owner() async throws -> String? {
        try await machine.history(["--kind", "profile-updated", "--profile", "dev"]).last?["session"]?.text
    }
}
