import Glibc
import SignInSandbox
import TerminalTestSupport
import Testing
import Text

@Suite("farsign login --callback", .enabled(if: Machine.canGiveAway))
struct CallbackLoginTests {
    private let people: People
    private let port: Int

    init() async throws {
        people = try await People()
        port = try SSHDaemon.freePort()
    }

    /// The options of the line that it prints for the workstation.
    private func options(on screen: String) throws -> [String] {
        let line = try #require(screen.firstMatch(of: /ssh (-.+) server@\S+/)).1
        return line.split(separator: " ").map(String.init)
    }

    @Test func `login --callback prints what to run and what to open, and that signs in`() async throws {
        let login = try people.server.loginAtTerminal(
            ["--profile", "dev", "--region", "us-east-1", "--callback", "\(port)"])
        let screen = try await login.prompted()
        let options = try options(on: screen)
        let start = try #require(screen.firstMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+\/start\/\S+/)).0
        #expect(options.last?.hasPrefix("127.0.0.1:\(port):\(people.server.statePath)/run/callback-") == true)
        #expect(start.hasPrefix("http://127.0.0.1:\(port)/start/"))
        let ssh = try await people.forward(options)

        let visit = try await Browser(of: people.laptop).open(String(start))
        #expect(visit.requests.map(\.status) == [303, 200, 302, 200])
        #expect(visit.pages.last?.title == "Signed in - farsign")
        let end = try await login.end()
        #expect(end.state == .exited(0))
        #expect(try await people.server.arn() == Machine.alice)
        #expect(try await people.server.events("reply-received").map { $0["detail"]?["intake"]?.text } == ["callback"])
        withExtendedLifetime(ssh) {}
    }

    @Test func `login --callback prints the port of the ssh that it was started through, and whose name to put in`()
        async throws
    {
        let login = try people.startSSH([], ["farsign login --profile dev --region us-east-1 --callback \(port)"])
        let line = try await login.notice(with: "  ssh ")
        let match = try #require(line.firstMatch(of: /ssh (-.+) (server@\S+)/))
        let (options, name) = (match.1, match.2)
        #expect(options.contains("-p \(people.sshPort) -L"))
        try await login.notice(with: "Replace \(name) with")
        let words = options.split(separator: " ").map(String.init)
        let ssh = try await people.laptop.run(
            "/usr/bin/ssh",
            [
                "-i", "\(people.laptop.home)/.ssh/id_ed25519", "-o",
                "UserKnownHostsFile=\(people.laptop.home)/.ssh/known_hosts",
            ] + words + ["server@127.0.0.1", "true"])
        #expect(ssh.status == 0, "\(ssh.notices)")
    }

    @Test
    func `login --callback prints a line that ends with an error where another user of the workstation has the port`()
        async throws
    {
        let login = try people.server.loginAtTerminal(
            ["--profile", "dev", "--region", "us-east-1", "--callback", "\(port)"])
        let options = try options(on: try await login.prompted())
        let program = """
            import socket, sys
            listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
            print("listening", flush=True)
            listener.accept()
            """
        let stranger = try people.stranger.start("/usr/bin/python3", ["-c", program, "\(port)"])
        #expect(try await stranger.line() == "listening")

        let ssh = try await people.startSSH(options, ["true"]).end()
        #expect(ssh.status == 255)
        #expect(ssh.notices.contains("Could not request local forwarding"), "\(ssh.notices)")
    }

    @Test func `login --callback with --callback-tcp takes the redirect at a port of the server`() async throws {
        let (login, offer) = try await people.server.waitingLogin("dev", ["--callback", "\(port)", "--callback-tcp"])
        #expect(offer["callback_socket"] == .null)
        let start = try #require(offer["start_url"]?.text)
        // The two share their loopback, so the workstation's end of the tunnel is at another address.
        let ssh = try await people.forward(["-L", "127.0.0.2:\(port):localhost:\(port)"])
        let browser = try Browser(
            of: people.laptop, options: ["--map=127.0.0.1:\(port)=127.0.0.2:\(port)"])

        let visit = try await browser.open(start)
        #expect(visit.pages.last?.title == "Signed in - farsign")
        let end = try await login.end()
        #expect(end.status == 0, "\(end.notices)")
        #expect(end.notices.contains("farsign: warning: "), "\(end.notices)")
        #expect(try await people.server.arn() == Machine.alice)
        withExtendedLifetime(ssh) {}
    }

    @Test func `login --callback takes a paste too, and whatever comes later is told that it is over`() async throws {
        let login = try people.server.loginAtTerminal(
            ["--profile", "dev", "--region", "us-east-1", "--callback", "\(port)", "--callback-tcp"])
        let screen = try await login.prompted()
        let start = try #require(screen.firstMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+\/start\/\S+/)).0
        let url = try #require(screen.firstMatch(of: /http\S+\/v1\/authorize\S+/)).0
        // The other end of a tunnel would be the server's too.
        let browser = try BrowserByHand(of: people.server)
        let page = try await browser.signIn(String(start))
        #expect(page.status == 200)
        #expect(page.text.contains("<h1>Signed in</h1>"))
        #expect(try await login.end().state == .exited(0))

        let late = try await people.server.farsign(
            ["submit"], input: people.sandbox.signIn(at: String(url)))
        #expect(late.status == 4)
        #expect(late.notices.contains("it has ended"), "\(late.notices)")
        #expect(people.server.count(.redeem) == 1)
    }

    @Test func `login --callback names a port that somebody else has`() async throws {
        let taken = try await people.server.waitingLogin("dev", ["--callback", "\(port)", "--callback-tcp"]).program
        let late = try await people.server.farsign(
            ["login", "--profile", "other", "--region", "us-east-1", "--callback", "\(port)", "--callback-tcp"])
        #expect(late.status == 5)
        #expect(late.answer == "")
        #expect(late.notices.contains("error: another process listens on 127.0.0.1:\(port)"))
        withExtendedLifetime(taken) {}
    }
}
