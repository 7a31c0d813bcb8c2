import Foundation
import SignInSandbox
import TerminalTestSupport
import TestSupport
import Testing
import Text

@Suite("the history at a terminal")
struct TerminalHistoryTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev")
    }

    private func start(_ arguments: [String], _ environment: [String: String] = [:]) throws -> TerminalLogin {
        let environment = ["TERM": "xterm", "PAGER": "cat"].merging(environment) { $1 }
        return TerminalLogin(
            program: try machine.startAtTerminal(Machine.farsign, arguments, environment: environment))
    }

    private func lines(_ screen: String) -> [String] {
        screen.split(separator: "\r\n").map(String.init)
    }

    @Test func `times are local and lines fit 80 columns`() async throws {
        _ = try await machine.farsign(["credentials", "--profile", "dev"])
        for command in [["audit", "list"], ["sessions"]] {
            let end = try await start(command, ["TZ": "XYZ-5:45", "NO_COLOR": "1"]).end()
            let now = Date() + 5.75 * 3_600
            let clocks = [0, 60, 120].map { RFC3339.seconds(now - $0).dropFirst(11).prefix(5) }

            #expect(end.state == .exited(0))
            #expect(lines(end.screen).allSatisfy { $0.count <= 80 }, "\(end.screen)")
            let last = try #require(lines(end.screen).last)
            #expect(clocks.contains { last.contains("\($0) (") }, "\(last)")
            #expect(last.contains("Alice @ 1234…9012"))
            #expect(!end.screen.contains("\u{1B}"))
        }
    }

    @Test func `sessions end with the hours of the profile`() async throws {
        _ = try await machine.farsign(["credentials", "--profile", "dev"])
        let end = try await start(["sessions"], ["COLUMNS": "130"]).end()

        #expect(lines(end.screen).last?.hasSuffix("·······················█") == true, "\(end.screen)")
        #expect(end.screen.hasPrefix("\u{1B}[1mPROFILE\u{1B}[m"))
    }

    @Test func `the pager reads the history, and may leave early`() async throws {
        let end = try await start(["audit", "list"], ["FARSIGN_PAGER": "head -c 0; echo $LESS paged"]).end()

        #expect(end.state == .exited(0))
        #expect(end.screen == "FRX paged\r\n")
    }

    @Test func `Ctrl-C is the pager's`() async throws {
        let login = try start(
            ["audit", "list"], ["FARSIGN_PAGER": "trap '' INT; echo ready; read line < /dev/tty; echo left"])
        try await login.screen { $0.contains("ready") }
        try await login.type("\u{3}")
        try await login.screen { $0.contains("^C") }
        try await login.type("\n")
        let end = try await login.end()

        #expect(end.state == .exited(0))
        #expect(end.screen.hasSuffix("left\r\n"))
    }

    @Test func `a pager that Ctrl-C ends takes farsign with it`() async throws {
        let login = try start(["audit", "list"], ["FARSIGN_PAGER": "echo ready; exec tail -f /dev/null"])
        try await login.screen { $0.contains("ready") }
        try await login.type("\u{3}")

        #expect(try await login.end().state == .killed(SIGINT))
    }

    @Test func `without its pager the history is printed`() async throws {
        let end = try await start(["audit", "list"], ["FARSIGN_PAGER": "no-such-pager"]).end()

        #expect(end.state == .exited(0))
        #expect(lines(end.screen).last?.contains("dev") == true, "\(end.screen)")
    }

    @Test(arguments: [["audit", "list", "--no-pager"], ["audit", "list", "--json"], ["sessions"]])
    func `other answers need no pager`(_ command: [String]) async throws {
        let end = try await start(command, ["FARSIGN_PAGER": "echo paged"]).end()

        #expect(end.state == .exited(0))
        #expect(!end.screen.contains("paged"))
    }

    @Test func `a pipe gets neither pager nor local times`() async throws {
        let listed = try await machine.farsign(
            ["audit", "list"], environment: ["FARSIGN_PAGER": "echo paged", "TERM": "xterm", "COLUMNS": "40"])
        let last = try #require(listed.answer.split(separator: "\n").last)

        #expect(last.prefixMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        #expect(last.contains("arn:aws:iam::123456789012:user/Alice"))
    }

    @Test func `--follow shows what other processes write, until Ctrl-C`() async throws {
        let login = try start(["audit", "list", "--follow", "--kind", "vended"])
        try await login.screen { $0.contains("No event in the history matches") }
        _ = try await machine.farsign(["credentials", "--profile", "dev"])
        try await login.screen { $0.contains("vended") && $0.hasSuffix("\r\n") }
        try await login.type("\u{3}")
        let end = try await login.end()

        #expect(end.state == .exited(130))
        #expect(end.screen.hasSuffix("^C"), "\(end.screen)")
    }

    @Test func `--follow --json prints each event at once, and SIGINT ends it`() async throws {
        let program = try machine.startFarsign(["audit", "list", "--follow", "--json", "--limit", "1"])
        let first = try JSONValue(parsing: Array(try await program.line().utf8))
        _ = try await machine.farsign(["credentials", "--profile", "dev"])
        let second = try JSONValue(parsing: Array(try await program.line().utf8))
        program.signal(SIGINT)
        let end = try await program.end()

        #expect(second["kind"]?.text == "vended")
        #expect(second["previous_hash"] == first["hash"])
        #expect(end.status == 130)
        #expect(end.answer == "")
        #expect(end.notices == "")
    }

    @Test func `--follow ends when its reader does`() async throws {
        let script = "{ farsign audit list --follow; echo status $? >&2; } | head -n 1"
        let end = try await machine.run("/bin/sh", ["-c", script])

        #expect(end.answer.hasPrefix("TIME"))
        #expect(end.notices == "status 0\n")
    }
}
