import Glibc
import SignInSandbox
import Testing
import Text

@Suite("over SSH")
struct SSHTests {
    private let machine: Machine
    private let server: SSHServer

    init() async throws {
        machine = try await Machine()
        server = try await SSHServer(for: machine)
    }

    @Test func `a login that one connection starts is finished by another`() async throws {
        let start = try server.start([
            "echo $SSH_CONNECTION && farsign login --profile dev --region ap-northeast-1 --no-wait --json"
        ])
        let client = try await start.line().split(separator: " ").prefix(2).joined(separator: " ")
        let offer = try JSONValue(parsing: Array(try await start.line().utf8))
        #expect(try await start.end().status == 0)

        let submit = try server.start(["farsign submit"], input: .pipe)
        try await submit.send(try machine.sandbox.signIn(at: try #require(offer["url"]?.text)))
        submit.closeInput()
        let end = try await submit.end()

        #expect(end.status == 0, "\(end.notices)")
        #expect(end.notices.contains("Updated profile dev to use "))
        let history = try await machine.history()
        #expect(client.hasPrefix("127.0.0.1 "))
        #expect(history.first?["actor"]?["ssh_client"]?.text == client)
        let signedIn = try #require(history.first { $0["kind"]?.text == "signed-in" })
        let finisher = try #require(signedIn["actor"]?["ssh_client"]?.text)
        #expect(finisher.hasPrefix("127.0.0.1 "))
        #expect(finisher != client)
        let received = try #require(history.first { $0["kind"]?.text == "reply-received" })
        #expect(received["detail"]?["intake"]?.text == "submit")
    }

    @Test func `a login whose connection is cut after the URL was printed is finished by submit`() async throws {
        let session = try server.start(
            ["farsign login --profile dev --region us-east-1"], options: ["-tt"], input: .pipe)
        var url = ""
        while !url.hasPrefix("http") { url = try await session.line() }
        session.signal(SIGKILL)
        let started = try #require(try await machine.history().first)
        try await waitForEnd(of: try #require(started["actor"]?["pid"]?.int))
        #expect(started["actor"]?["tty"]?.text?.hasPrefix("pts/") == true)
        #expect(try machine.pendingFiles().count == 1)

        let submit = try server.start(["farsign submit --json"], input: .pipe)
        try await submit.send(try machine.sandbox.signIn(at: url.trimmingCarriageReturn))
        submit.closeInput()
        let end = try await submit.end()

        #expect(end.status == 0, "\(end.notices)")
        #expect(try end.lines.first?["profile"]?.text == "dev")
        #expect(try await machine.farsign(["credentials", "--profile", "dev"]).status == 0)
    }

    @Test func `a code pasted over an SSH terminal is not shown`() async throws {
        let session = try server.start(
            ["farsign login --profile dev --region us-east-1"], options: ["-tt"], input: .pipe)
        var url = ""
        while !url.hasPrefix("http") { url = try await session.line() }
        while try await !session.line().hasPrefix("Then paste") {}
        let code = try machine.sandbox.signIn(at: url.trimmingCarriageReturn)
        // Echo may still be on until the prompt is there, and the prompt ends no line.
        try await session.screen(endsWith: TerminalLogin.prompt)
        try await session.send(code + "\r")
        let end = try await session.end()

        #expect(end.status == 0, "\(end.notices)")
        #expect(!end.answer.contains(code.prefix(8)))
        #expect(end.answer.contains("Updated profile dev to use "))
    }
}

extension String {
    fileprivate var trimmingCarriageReturn: String { hasSuffix("\r") ? String(dropLast()) : self }
}
