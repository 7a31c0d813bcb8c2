import SignInSandbox
import TerminalTestSupport
import Testing
import Text

@Suite("farsign-relay HOST", .enabled(if: Machine.canGiveAway))
struct RelayOverSSHTests {
    @Test func `a yes and a click at the workstation sign in, and no key is pressed on the server`() async throws {
        let people = try await People()
        let browser = try Browser(of: people.laptop)
        let relay = try people.relayAtTerminal([People.destination], browser: browser.command)
        try await relay.screen(with: "connected (it says it is server on ")
        let login = try people.server.loginAtTerminal(["--profile", "dev", "--region", "us-east-1"])

        let there = try await login.program.screen(with: "only if it shows the same phrase")
        let here = try await relay.screen(with: "[y/n] ")
        #expect(here.contains("\(People.destination): asks to sign in: profile dev in us-east-1"))
        let phrase = try #require(here.firstMatch(of: /phrase: ([a-z]+ [a-z]+ [0-9]+)/)).1
        #expect(there.contains("A relay asks to sign you in: ssh from 127.0.0.1. Its phrase is '\(phrase)'"))
        #expect(people.sandbox.requests.isEmpty)
        try await relay.type("y\r")

        let end = try await login.end()
        #expect(end.state == .exited(0))
        #expect(end.screen.contains("Updated profile dev to use \(Machine.alice) credentials."))
        let visit = try await browser.visit()
        #expect(visit.requests.map(\.status) == [303, 200, 302, 200])
        let page = try #require(visit.pages.last)
        #expect(page.title == "Signed in - farsign")
        for fact in [Machine.alice, "dev", People.destination] { #expect(page.text.contains(fact)) }
        try await relay.screen(with: "\(People.destination): signed in as \(Machine.alice), for profile dev")
        #expect(try await people.server.arn() == Machine.alice)
    }

    @Test func `with --yes nobody is asked, and the relay may come after the login and stays for the next`()
        async throws
    {
        let people = try await People()
        let browser = try Browser(of: people.laptop)
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay([People.destination, "--yes", People.destination], browser: browser.command)

        let end = try await login.end()
        #expect(end.status == 0, "\(end.notices)")
        #expect(end.notices.contains("A relay asks to sign you in: ssh from 127.0.0.1."))
        #expect(try await browser.visit().pages.last?.title == "Signed in - farsign")
        #expect(try await people.server.arn() == Machine.alice)

        let next = try await people.server.waitingLogin("next").program
        #expect(try await next.end().status == 0)
        try await relay.notice(with: "for profile next")
        let replies = try await people.server.events("reply-received")
        #expect(replies.map { $0["detail"]?["way"]?.text } == ["attach", "attach"])
    }

    @Test func `several hosts are served at once`() async throws {
        let people = try await People(sshd: ["AcceptEnv FARSIGN_STATE_DIR"])
        // With a state directory of its own, it is another server as far as farsign can tell.
        let other = ["FARSIGN_STATE_DIR": "\(people.server.home)/other"]
        try people.laptop.give(
            try people.laptop.text(of: people.sshConfig)
                + "Host web2\n    SetEnv FARSIGN_STATE_DIR=\(people.server.home)/other\n"
                + (try people.laptop.text(of: people.sshConfig)).replacing("Host web1 127.0.0.1", with: "Host web2"),
            as: ".ssh/config")
        let browser = try BrowserByHand(of: people.laptop)
        let relay = try people.startRelay(
            ["web1", "web2", "--yes", "web1", "--yes", "web2"], browser: browser.command)

        let first = try await people.server.waitingLogin("first").program
        let second = try await people.server.waitingLogin("second", environment: other).program
        let start = (try await browser.url(), try await browser.url())
        try await browser.signIn(start.1)
        try await browser.signIn(start.0)

        #expect(try await first.end().status == 0)
        #expect(try await second.end().status == 0)
        let said = try await [relay.notice(with: "signed in as"), relay.notice(with: "signed in as")]
        #expect(
            Set(said) == [
                "web1: signed in as \(Machine.alice), for profile first",
                "web2: signed in as \(Machine.alice), for profile second",
            ])
    }
}
