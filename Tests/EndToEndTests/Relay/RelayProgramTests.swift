import Glibc
import TerminalTestSupport
import TestSupport
import Testing

@Suite("farsign-relay, the program")
struct RelayProgramTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
    }

    private func relay(_ arguments: [String], environment: [String: String] = [:]) async throws -> Machine.Outcome {
        try await machine.run(Machine.relay, arguments, environment: environment)
    }

    /// An `ssh` that comes first in `PATH`.
    private func fakeSSH(_ script: String) async throws -> [String: String] {
        let bin = "\(machine.home)/bin"
        _ = try await machine.run("/bin/mkdir", [bin])
        try await writeScript("#!/bin/sh\n\(script)\n", to: "\(bin)/ssh")
        return ["PATH": "\(bin):\(Machine.binaries):/usr/bin:/bin"]
    }

    @Test(arguments: [
        ([], "no destination was given"),
        (["--yes", "web2", "web1"], "--yes web2 is not one of the destinations given on the command line"),
        (["web1"], "there is no terminal for the question"),
        (["--listen", "/tmp/x.sock"], "there is no terminal for the question"),
        (["--", "-oProxyCommand=true"], "'-oProxyCommand=true' is not a destination"),
        (["-N", "web1"], "the ssh option -N cannot be used here"),
        (["-Z", "web1"], "ssh has no option -Z"),
        (["web1", "-p"], "the ssh option -p needs a value"),
        (["--socket"], "missing value for '--socket <path>'"),
        (["--frobnicate"], "unknown option '--frobnicate'"),
        (["--ssh-config", "ssh://web1"], "'ssh://web1' cannot be a Host in ~/.ssh/config"),
        (["--ssh-config", "web1\n"], "'web1\\n' cannot be a Host in ~/.ssh/config"),
    ])
    func `farsign-relay says what is wrong with a command line`(_ arguments: [String], _ reason: String) async throws {
        let outcome = try await relay(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.notices.hasPrefix("farsign-relay: error: \(reason)"))
        #expect(outcome.answer == "")
    }

    @Test func `farsign-relay prints its help, and its options are no secret of ssh's`() async throws {
        for option in ["-h", "--help"] {
            let help = try await relay([option])
            #expect(help.status == 0)
            #expect(help.answer.contains("farsign-relay [<ssh options>] <destination> ..."))
        }
    }

    @Test func `farsign-relay gives ssh its options, and nothing that a destination could turn into one`() async throws
    {
        let environment = try await fakeSSH("printf '%s\\n' \"$@\" > \"$HOME/arguments\"; exec farsign attach")
        let browser = try BrowserByHand(of: machine)
        let relay = try machine.start(
            Machine.relay,
            ["-4", "-p2222", "--yes", "alice@web1", "-J", "bastion", "alice@web1", "--sandbox", "-oBatchMode=yes"],
            environment: environment.merging(["BROWSER": browser.command]) { $1 })
        try await relay.notice(with: "alice@web1: connected")
        #expect(
            try machine.text(of: "\(machine.home)/arguments").split(separator: "\n") == [
                "-T", "-a", "-x", "-o", "ClearAllForwardings=yes", "-o", "RemoteCommand=none", "-4", "-p2222", "-J",
                "bastion", "-oBatchMode=yes", "--", "alice@web1", "farsign attach",
            ])

        let login = try await machine.waitingLogin().program
        #expect(try await browser.signIn(browser.url()).status == 200)
        #expect(try await login.end().status == 0)
    }

    @Test(arguments: [
        (255, "ssh cannot connect to web1", "to see the reason, run 'ssh web1'"),
        (127, "farsign was not found on web1", "install it there, or give its path with '--remote-command'"),
    ])
    func `farsign-relay ends with what ssh says where the first connection fails`(
        _ status: Int, _ summary: String, _ hint: String
    ) async throws {
        let environment = try await fakeSSH("printf 'no \\033[2J\\n' >&2; exit \(status)")
        let outcome = try await relay(["web1", "--yes", "web1"], environment: environment)
        #expect(outcome.status == 6)
        #expect(
            outcome.notices == """
                web1 (ssh): no \\u{1b}[2J
                farsign-relay: error: web1: \(summary)
                farsign-relay: hint: \(hint)

                """)
    }

    @Test(arguments: [("web1", "bob"), ("alice@web1", "alice"), ("alice@example.com@web1", "alice@example.com")])
    func `--ssh-config prints lines that ssh takes for that host`(_ destination: String, _ user: String) async throws {
        try machine.write("Host web1\n    User bob\n", to: "\(machine.home)/user")
        let printed = try await relay(["--ssh-config", destination, "-F", "\(machine.home)/user"])
        #expect(printed.status == 0, "\(printed.notices)")
        try machine.write(printed.answer, to: "\(machine.home)/printed")
        let read = try await machine.run("/usr/bin/ssh", ["-G", "-F", "\(machine.home)/printed", "web1"])
        let settings = read.answer.split(separator: "\n").map(String.init)
        let remote = "/home/\(user)/.farsign-relay/relay.sock"
        #expect(settings.contains("user \(user)") == destination.contains("@"))
        #expect(settings.contains("remoteforward \(remote) \(machine.home)/.farsign-relay/relay.sock"))
        #expect(settings.contains("setenv FARSIGN_RELAY=\(remote)"))
    }

    @Test func `farsign-relay passes on a part of what ssh says without an end, and says how much it left out`()
        async throws
    {
        let environment = try await fakeSSH("head -c 4000000 /dev/zero | tr '\\0' x | fold -w 70 >&2; exit 255")
        let outcome = try await relay(["web1", "--yes", "web1"], environment: environment)
        #expect(outcome.status == 6)
        // Once a minute, and at the end: on a busy machine it takes longer than one.
        let leftOut = outcome.notices.matches(of: /web1 \(ssh\): \((\d+) more lines, (\d+) KiB/)
        #expect(!leftOut.isEmpty)
        #expect(outcome.notices.utf8.count < 20_000 * max(1, leftOut.count))
        let lines = leftOut.compactMap { Int($0.output.1) }.reduce(0, +)
        let size = leftOut.compactMap { Int($0.output.2) }.reduce(0, +)
        #expect(lines > 50_000)
        // 4,000,000 bytes and a line feed for each 70 of them are 3,962 KiB. What the pipe (64 KiB) and a buffer of NIO
        // (64 KiB) still hold when ssh is gone may not be read any more, and some lines of each minute are shown.
        #expect((3_834 - 16 * leftOut.count...3_962).contains(size), "\(leftOut.count) reports")
    }

    @Test func `farsign-relay names ssh in each row of a line that is wider than the terminal`() async throws {
        let claim = "web9: signed in as root"
        // As wide as the rest of the first row.
        let line = String(repeating: " ", count: 80 - "web1 (ssh): ".count) + claim
        let environment = try await fakeSSH("printf '%s\\n' '\(line)' >&2; exit 255")
        let relay = try machine.startAtTerminal(Machine.relay, ["web1"], environment: environment)
        let screen = try await relay.screen(with: "farsign-relay: hint:")
        let rows: [String] = screen.split(separator: "\r\n").flatMap { line in
            stride(from: 0, to: line.count, by: 80).map { String(line.dropFirst($0).prefix(80)) }
        }
        let claims = rows.filter { $0.contains(claim) }
        #expect(claims.count == 1)
        #expect(claims.allSatisfy { $0.hasPrefix("web1 (ssh): ") }, "\(rows)")
    }

    @Test func `farsign-relay names a shell that prints too much before farsign answers`() async throws {
        let environment = try await fakeSSH("head -c 70000 /dev/zero | tr '\\0' x | fold -w 70; exec farsign attach")
        let outcome = try await relay(["web1", "--yes", "web1"], environment: environment)
        #expect(outcome.status == 6)
        #expect(
            outcome.notices.hasPrefix(
                "farsign-relay: error: web1: the server printed more than 64 KiB before farsign answered\n"))
        #expect(outcome.notices.contains("start-up file"))
        #expect(!outcome.notices.contains("same version"))
    }

    /// An ssh that is still to connect reads nothing, so that it does not end with its input.
    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func `farsign-relay ends its ssh before it ends by a signal`(_ signal: Int32) async throws {
        let started = try NamedPipe(for: machine)
        let environment = try await fakeSSH("echo $$ >\(started.path); exec sleep 10000")
        let relay = try machine.start(Machine.relay, ["web1", "--yes", "web1"], environment: environment)
        let ssh = try #require(Int(try await blocking { try started.line() }))
        relay.signal(signal)
        #expect(try await relay.end().status == 128 + signal)
        #expect(kill(pid_t(ssh), 0) != 0)
        // Where it is left behind, it is not for ever.
        kill(pid_t(ssh), SIGKILL)
    }

    @Test func `Ctrl-C at the terminal ends it and its ssh`() async throws {
        let environment = try await fakeSSH("echo $$ > \"$HOME/pid\"; exec farsign attach")
        let relay = try machine.startAtTerminal(Machine.relay, ["web1"], environment: environment)
        try await relay.screen(with: "web1: connected")
        let ssh = try #require(Int(try machine.text(of: "\(machine.home)/pid").dropLast()))
        try await relay.type("\u{3}")
        #expect(try await blocking { try relay.change(within: timeout) } == .killed(SIGINT))
        try await waitForEnd(of: ssh)
    }
}
