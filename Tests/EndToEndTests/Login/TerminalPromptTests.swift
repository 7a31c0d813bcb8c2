import SignInSandbox
import TerminalTestSupport
import Testing
import Text

@Suite("the prompt for a reply")
struct TerminalPromptTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
    }

    private func submit(_ options: [String] = []) throws -> TerminalLogin {
        TerminalLogin(program: try machine.startAtTerminal(Machine.farsign, ["submit"] + options))
    }

    @Test func `the prompt is not shown by submit where nothing waits for a reply`() async throws {
        let end = try await submit().end()

        #expect(end.state == .exited(4))
        #expect(
            end.screen == "farsign: error: no login waits for a reply\r\n"
                + "farsign: hint: start one with 'farsign login'\r\n")
    }

    @Test func `the prompt is not shown by submit for a login that is over, or that never was`() async throws {
        let offered = try await machine.offer()
        let code = try machine.sandbox.signIn(at: offered.url)
        #expect(try await machine.farsign(["submit"], input: code).status == 0)

        let over = try await submit(["--login", offered.id]).end()
        #expect(over.state == .exited(4))
        #expect(over.screen.hasPrefix("farsign: error: login \(offered.id) has ended: it signed in arn:"))
        let unknown = try await submit(["--login", "0123456789ab"]).end()
        #expect(unknown.state == .exited(4))
        #expect(unknown.screen.hasPrefix("farsign: error: unknown login 0123456789ab\r\n"))
    }

    @Test func `the prompt of submit, ended by Ctrl-C, says whose login is still pending`() async throws {
        _ = try await machine.offer()
        let submit = try submit()
        try await submit.prompted()
        try await submit.type("\u{3}")
        let end = try await submit.end()

        #expect(end.state == .exited(130))
        #expect(end.screen.hasSuffix("farsign: error: interrupted: the login of profile dev is still pending\r\n"))
    }

    @Test func `the prompt of submit, ended by Ctrl-C, says nothing of a login that ended meanwhile`() async throws {
        let offered = try await machine.offer()
        let submit = try submit()
        try await submit.prompted()
        let code = try machine.sandbox.signIn(at: offered.url)
        #expect(try await machine.farsign(["submit"], input: code).status == 0)
        try await submit.type("\u{3}")
        let end = try await submit.end()

        #expect(end.state == .exited(130))
        #expect(end.screen.hasSuffix("farsign: error: interrupted\r\n"))
    }

    @Test(arguments: ["login --profile dev --region us-east-1", "submit"])
    func `the prompt is drawn again after Ctrl-Z and fg, and takes the reply`(_ command: String) async throws {
        let url = command == "submit" ? try await machine.offer().url : nil
        let shell = TerminalLogin(
            program: try machine.startAtTerminal(
                "/bin/bash", ["--norc", "--noprofile", "--noediting", "-i"], environment: ["PS1": "$ "]))
        try await shell.screen { $0.hasSuffix("$ ") }
        try await shell.type("\(Machine.farsign) \(command)\n")
        let first = try await shell.prompted()
        try await shell.type("\u{1A}")
        let stopped = try await shell.screen { $0.contains("Stopped") && $0.hasSuffix("$ ") }
        try await shell.type("fg\n")
        try await shell.screen { $0.dropFirst(stopped.count).hasSuffix(TerminalLogin.prompt) }

        let code = try machine.sandbox.signIn(at: try #require(url ?? TerminalLogin.url(in: first)))
        try await shell.type(code + "\r")
        try await shell.screen { $0.contains("Updated profile dev to use") && $0.hasSuffix("$ ") }
    }

    @Test func `the prompt ignores Enter alone`() async throws {
        let login = try machine.loginAtTerminal()
        let url = try await login.url()
        try await login.type("\r\r")
        try await login.type(try machine.sandbox.signIn(at: url) + "\r")

        #expect(try await login.end().state == .exited(0))
        #expect(try await machine.events("reply-refused").isEmpty)
    }
}
