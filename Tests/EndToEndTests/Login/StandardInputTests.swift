import Glibc
import SignInSandbox
import TestSupport
import Testing
import Text

@Suite("a code on stdin")
struct StandardInputTests {
    private let machine: Machine
    private static let login = ["login", "--profile", "dev", "--region", "us-east-1"]

    init() async throws {
        machine = try await Machine()
    }

    @Test(arguments: ["", "\n", "\r\n"])
    func `a code on stdin signs in through a pipe that is closed after it`(_ end: String) async throws {
        let login = try machine.startFarsign(Self.login, input: .pipe)
        let url = try await PendingLoginTests.url(of: login)
        try await login.send(try machine.sandbox.signIn(at: url) + end)
        login.closeInput()

        let outcome = try await login.end()
        #expect(outcome.status == 0, "\(outcome.notices)")
        #expect(outcome.answer == "")
        #expect(try await intake() == "pipe")
    }

    @Test func `a code on stdin is not asked for where there is none, and submit finishes the login that waits`()
        async throws
    {
        let login = try machine.startFarsign(Self.login)
        let url = try await PendingLoginTests.url(of: login)
        let submitted = try await machine.farsign(["submit"], input: try machine.sandbox.signIn(at: url))

        #expect(submitted.status == 0, "\(submitted.notices)")
        let outcome = try await login.end()
        #expect(outcome.status == 0)
        #expect(!outcome.notices.contains("paste"))
        #expect(outcome.notices.contains("give the text that it shows to 'farsign submit' on this machine"))
    }

    @Test func `a code on stdin signs in through a pipe that stays open`() async throws {
        let login = try machine.startFarsign(Self.login, input: .pipe)
        let url = try await PendingLoginTests.url(of: login)
        try await login.send(try machine.sandbox.signIn(at: url) + "\n")

        #expect(try await login.end().status == 0)
    }

    @Test func `a code on stdin signs in through a FIFO whose writer keeps it open`() async throws {
        let fifo = "\(machine.home)/code-pipe"
        #expect(mkfifo(fifo, 0o600) == 0)
        // Read and write: opening it neither blocks nor ends it.
        let writer = open(fifo, O_RDWR | O_CLOEXEC)
        defer { close(writer) }
        let login = try machine.startFarsign(Self.login, input: .file(fifo))
        let url = try await PendingLoginTests.url(of: login)
        let code = try machine.sandbox.signIn(at: url)
        try await blocking { try writeAll(code + "\n", to: writer) }

        #expect(try await login.end().status == 0)
        #expect(try await intake() == "pipe")
    }

    @Test func `a code on stdin signs in from a file, with the URL already known to whoever wrote it`() async throws {
        let offer = try await machine.farsign(Self.login + ["--no-wait"])
        let url = try #require(offer.answer.split(separator: "\n").first.map(String.init))
        try machine.write(try machine.sandbox.signIn(at: url) + "\n", to: "\(machine.home)/code")
        let submit = try machine.startFarsign(["submit"], input: .file("\(machine.home)/code"))

        #expect(try await submit.end().status == 0)
        #expect(try await intake() == "submit")
    }

    @Test func `a wrong code on stdin ends the login with status 4, without echo`() async throws {
        let outcome = try await machine.farsign(Self.login, input: "bm90IGEgcmVwbHk=\n")

        #expect(outcome.status == 4)
        #expect(!outcome.notices.contains("bm90"))
        #expect(try machine.pendingFiles() == [])
        #expect(try await machine.kinds() == ["login-started", "reply-received", "reply-refused", "login-ended"])
    }

    @Test func `more than 64 KiB are refused before the pipe ends`() async throws {
        let login = try machine.startFarsign(Self.login, input: .pipe)
        _ = try await PendingLoginTests.url(of: login)
        try await login.send(String(repeating: "A", count: (64 << 10) + 1))

        let outcome = try await login.end()
        #expect(outcome.status == 4)
        #expect(outcome.notices.contains("it is longer than 64 KiB"))
    }

    @Test func `submit without a reply says so`() async throws {
        let outcome = try await machine.farsign(["submit"])
        #expect(outcome.status == 4)
        #expect(outcome.notices.hasPrefix("farsign: error: stdin contained no reply\nfarsign: hint: "))
    }

    private func intake() async throws -> String? {
        try await machine.history(["--kind", "reply-received"]).last?["detail"]?["intake"]?.text
    }
}
