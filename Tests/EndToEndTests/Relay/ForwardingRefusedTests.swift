import FoundationEssentials
import SignInSandbox
import TerminalTestSupport
import TestSupport
import Testing
import Text

/// Each is told with another way to sign in.
@Suite("a socket that cannot be", .enabled(if: Machine.canGiveAway))
struct ForwardingRefusedTests {
    private static let long = "/home/" + String(repeating: "long/", count: 25)
    private static let login = ["login", "--profile", "dev", "--region", "us-east-1"]

    /// A login whose relays cannot connect, up to its end by the paste.
    private func paste(
        to machine: Machine, runtime: String
    ) async throws -> String {
        let login = try machine.startFarsign(
            Self.login + ["--json"], input: .pipe, environment: ["FARSIGN_RUNTIME_DIR": runtime])
        let offer = try JSONValue(parsing: Array(try await login.line().utf8))
        #expect(offer["socket"] == .null)
        try await login.send(try machine.sandbox.signIn(at: try #require(offer["url"]?.text)) + "\n")
        let end = try await login.end()
        #expect(end.status == 0)
        return end.notices
    }

    @Test func `a socket with a path that is too long leaves a login the paste, and names other ways`() async throws {
        let machine = try await Machine()
        let notices = try await paste(to: machine, runtime: Self.long)
        #expect(notices.contains("warning: relays cannot connect to this login: the path of the socket "))
        for way in ["FARSIGN_RUNTIME_DIR", "farsign-relay HOST", "--callback-tcp", "pasting"] {
            #expect(notices.contains(way), "\(notices)")
        }

        let callback = try await machine.farsign(
            Self.login + ["--callback", "8976"], environment: ["FARSIGN_RUNTIME_DIR": Self.long])
        #expect(callback.status == 5)
        #expect(callback.answer == "")
        for way in ["farsign-relay HOST", "--callback-tcp", "pasting"] { #expect(callback.notices.contains(way)) }
    }

    @Test func `a socket in a directory that is another user's leaves a login the paste`() async throws {
        let people = try await People()
        try people.stranger.setMode(0o755, of: people.stranger.home)
        let notices = try await paste(to: people.server, runtime: people.stranger.home)
        #expect(notices.contains("warning: relays cannot connect to this login: \(people.stranger.home) is owned by"))
    }

    @Test(arguments: ["--socket", "--listen"])
    func `a socket that cannot be is an error of the relay`(_ option: String) async throws {
        let people = try await People()
        let open = "\(people.laptop.home)/open"
        try people.laptop.give("", as: "open/file")
        try people.laptop.setMode(0o755, of: open)
        for (path, words) in [
            ("\(Self.long)relay.sock", "the path of the socket "),
            ("\(open)/relay.sock", "hint: run 'chmod 700 \(open)'"),
            ("\(people.stranger.home)/relay.sock", "is owned by another user"),
        ] {
            let relay = try people.relayAtTerminal([option, path], browser: "/usr/bin/false")
            try await relay.screen(with: words)
            #expect(try await blocking { try relay.change(within: timeout) } == .exited(5))
        }
    }

    @Test
    func
        `a forwarded socket that cannot be since sshd forbids forwarding does not keep farsign-relay HOST from working`()
        async throws
    {
        let people = try await People(sshd: ["DisableForwarding yes"])
        let browser = try BrowserByHand(of: people.laptop)
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay([People.destination, "--yes", People.destination], browser: browser.command)
        #expect(try await browser.signIn(browser.url()).status == 200)
        #expect(try await login.end().status == 0)
        withExtendedLifetime(relay) {}
    }

    @Test(arguments: ["AllowStreamLocalForwarding no", "AllowTcpForwarding no"])
    func `a socket that sshd forbids to forward is an error at both ends, which name other ways`(
        _ option: String
    ) async throws {
        let people = try await People(sshd: [option])
        let (login, offer) = try await people.server.waitingLogin()
        let local = "\(people.laptop.home)/web1.sock"
        let ssh = try await people.forward(["-L", "\(local):\(try #require(offer["socket"]?.text))"])
        let relay = try people.relayAtTerminal(["--socket", local], browser: "/usr/bin/false")
        let screen = try await relay.screen(with: "hint: ")
        #expect(screen.contains("farsign-relay HOST"))
        #expect(try await blocking { try relay.change(within: timeout) } == .exited(6))

        let remote = "\(people.server.home)/relay.sock"
        await #expect(throws: MachineError.self) { _ = try await people.forward(["-R", "\(remote):\(local)"]) }
        let other = try await people.server.waitingLogin("other", environment: ["FARSIGN_RELAY": remote]).program
        let notice = try await other.notice(with: "there is no relay behind FARSIGN_RELAY")
        #expect(notice.contains("farsign-relay HOST"))
        withExtendedLifetime((login, ssh)) {}
    }
}
