import Glibc
import SignInSandbox
import TerminalTestSupport
import Testing
import Text

@Suite("a person who does not sign in", .enabled(if: Machine.canGiveAway))
struct PersonAtRelayTests {
    private let people: People

    init() async throws {
        people = try await People()
    }

    @Test func `a person who says no ends the login on the server`() async throws {
        let browser = try BrowserByHand(of: people.laptop)
        let login = try people.server.loginAtTerminal(["--profile", "dev", "--region", "us-east-1"])
        let relay = try people.relayAtTerminal([People.destination], browser: browser.command)
        try await relay.screen(with: "[y/n] ")
        try await relay.type("n\r")

        try await relay.screen(with: "refused; the login on the server has ended")
        let end = try await login.end()
        #expect(end.state == .exited(4))
        #expect(end.screen.contains("farsign: error: the person at the relay refused this sign-in"))
        #expect(people.sandbox.requests.isEmpty)
        #expect(try people.server.pendingFiles().filter { $0.hasSuffix(".json") } == [])
        let refused = try #require(try await people.server.events("reply-refused").first)
        #expect(refused["detail"]?["way"]?.text == "attach")
    }

    @Test func `a person who closes the browser leaves the login waiting, and a paste still works`() async throws {
        let browser = try Browser(of: people.laptop, pressing: [])
        let (login, offer) = try await people.server.waitingLogin()
        let relay = try people.startRelay([People.destination, "--yes", People.destination], browser: browser.command)
        let visit = try await browser.visit()
        #expect(visit.pages.map(\.title) == ["Sign in - farsign sandbox"])

        let paste = try people.sandbox.signIn(at: try #require(offer["url"]?.text))
        #expect(try await people.server.farsign(["submit"], input: paste).status == 0)
        #expect(try await login.end().status == 0)
        try await relay.notice(with: "the login of profile dev has ended")
    }

    @Test func `a person who denies is offered to try again, and can`() async throws {
        let browser = try Browser(of: people.laptop, pressing: ["Deny", "Try again", "Allow"])
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay([People.destination, "--yes", People.destination], browser: browser.command)

        let visit = try await browser.visit()
        #expect(
            visit.pages.map(\.title) == [
                "Sign in - farsign sandbox", "Not signed in - farsign", "Sign in - farsign sandbox",
                "Signed in - farsign",
            ])
        try await relay.notice(with: "the sign-in page returned the error 'access_denied'")
        #expect(try await login.end().status == 0)
        #expect(try await people.server.arn() == Machine.alice)
        let refused = try await people.server.events("reply-refused")
        #expect(refused.map { $0["detail"]?["reason"]?.text } == ["access_denied"])
    }

    @Test func `a person whose code could not be sent is offered to try again, and can`() async throws {
        let authority = "\(people.server.home)/authority.pem"
        let browser = try BrowserByHand(of: people.laptop)
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay(
            [
                People.destination, "--yes", People.destination, "--remote-command",
                "AWS_CA_BUNDLE=\(authority) farsign attach",
            ], browser: browser.command)
        let failed = try await browser.signIn(browser.url())
        #expect(failed.text.contains("the code was not sent: sign in again in the browser before "))
        let again = try #require(failed.text.firstMatch(of: /<a href="([^"]+)">Try again/)).1
        try await relay.notice(with: "you can try again on the browser's last page")

        try people.server.give(try people.server.text(of: "/etc/ssl/certs/ca-certificates.crt"), as: "authority.pem")
        #expect(try await browser.signIn(String(again)).status == 200)
        #expect(try await login.end().status == 0)
        try await relay.notice(with: "signed in as \(Machine.alice)")
        #expect(people.server.count(.redeem) == 1)
    }

    /// The first question is still open then.
    @Test func `a person is not asked about a login that has ended meanwhile`() async throws {
        let first = try await people.server.waitingLogin("first").program
        let relay = try people.relayAtTerminal([People.destination], browser: "/usr/bin/false")
        try await relay.screen(with: "[y/n] ")
        let second = try await people.server.waitingLogin("second").program
        try await relay.screen(with: "1 of 2 waiting")
        second.signal(SIGINT)
        _ = try await second.end()
        let screen = try await relay.screen(with: "the login of profile second has ended")
        #expect(!screen.contains("the login of profile first has ended"))
        withExtendedLifetime(first) {}
    }
}
