import FarsignCore
import Glibc
import SignInSandbox
import TerminalTestSupport
import Testing
import Text

/// What a relay, or whoever has the connection, gets to see.
@Suite("what crosses the relay", .enabled(if: Machine.canGiveAway))
struct RelayCaptureTests {
    private let people: People

    init() async throws {
        people = try await People()
    }

    @Test func `what crosses the relay over ssh is a code, and no verifier, key or token`() async throws {
        let capture = try RelayCapture(on: people.server)
        let browser = try BrowserByHand(of: people.laptop)
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay(
            [People.destination, "--yes", People.destination, "--remote-command", capture.attach],
            browser: browser.command)
        let start = try await browser.url()
        let pending = try PendingSecrets(of: people.server)
        try await browser.signIn(start)
        #expect(try await login.end().status == 0)
        #expect(try await people.server.arn() == Machine.alice)
        try await relay.notice(with: "signed in as")
        relay.signal(SIGTERM)

        try await check(try await capture.end(), pending)
    }

    @Test func `what crosses the relay over a forwarded socket is a code, and no verifier, key or token`() async throws
    {
        let capture = try RelayCapture(on: people.laptop)
        let browser = try BrowserByHand(of: people.laptop)
        let (login, offer) = try await people.server.waitingLogin()
        let (forwarded, between) = ("\(people.laptop.home)/web1.sock", "\(people.laptop.home)/between.sock")
        let ssh = try await people.forward(["-L", "\(forwarded):\(try #require(offer["socket"]?.text))"])
        let proxy = try await capture.start(at: between, to: forwarded)
        let relay = try people.relayAtTerminal(["--socket", between], browser: browser.command)
        try await relay.screen(with: "[y/n] ")
        try await relay.type("y\r")
        let start = try await browser.url()
        let pending = try PendingSecrets(of: people.server)
        try await browser.signIn(start)
        #expect(try await login.end().status == 0)
        #expect(try await people.server.arn() == Machine.alice)

        try await check(try await capture.end(), pending)
        withExtendedLifetime((ssh, proxy)) {}
    }

    private func check(_ crossed: (toBroker: String, toRelay: String), _ pending: PendingSecrets) async throws {
        let submitted = try crossed.toBroker.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
            .filter { $0["method"]?.text == "submit" }
        let code = try #require(submitted.first?["params"]?["code"]?.text)
        let issued = people.sandbox.secrets
        // The code and the verifier that was used, and secret key, session token, refresh token and identity token.
        try #require(issued.count >= 6)
        #expect(issued.contains(code))
        #expect(pending.verifiers.contains { issued.contains($0) })
        #expect(crossed.toRelay.contains(Machine.alice))

        let whole = crossed.toBroker + crossed.toRelay
        for secret in pending.all + issued where secret != code {
            // The start of a token may be the same in all of them.
            for piece in [secret.suffix(20), secret.dropFirst(secret.count / 2).prefix(20)] {
                #expect(!whole.contains(piece), "\(piece) crossed")
            }
        }
        #expect(!whole.contains("PRIVATE KEY"))
    }

    @Test(arguments: [true, false], [Account.Name.stranger, .server])
    func `what crosses the relay is of no use to another process, be the code used or not`(
        _ isUsed: Bool, _ name: Account.Name
    ) async throws {
        let browser = try BrowserByHand(of: people.laptop)
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay(
            [People.destination, "--yes", People.destination], browser: browser.command)
        let (callback, cookie) = try await browser.answer(try await browser.url())
        let code = try #require(callback.firstMatch(of: /code=([^&]+)/)).1
        if isUsed { #expect(try await people.laptop.get(callback, cookie: cookie).status == 200) }
        let sent = people.sandbox.requests.count { $0.what == .redeem }

        // The thief has a login of his own, with a state, a verifier and a key.
        let thief = name == .stranger ? people.stranger : people.server
        let own = try await thief.farsign(
            ["login", "--profile", "thief", "--region", "us-east-1", "--no-wait", "--json"])
        let offer = try #require(try own.lines.first)
        let id = try #require(offer["login"]?.text)
        let state = try #require(offer["url"]?.text?.firstMatch(of: /[?&]state=([^&]+)/)).1
        let asItCame = try await thief.farsign(["submit", "--login", id], input: callback)
        #expect(asItCame.status == 4)
        #expect(try await thief.events("reply-refused").count == 1)
        let asHisOwn = try await thief.farsign(["submit", "--login", id], input: "code=\(code)&state=\(state)")
        #expect(asHisOwn.status == 4, "\(asHisOwn.notices)")
        #expect(try await thief.events("exchange-failed").count == 1)
        let answers = people.sandbox.requests.filter { $0.what == .redeem }.dropFirst(sent)
        #expect(answers.map(\.status) == [isUsed ? 401 : 400])
        withExtendedLifetime((login, relay)) {}
    }
}
