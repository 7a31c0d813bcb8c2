import TerminalTestSupport
import Testing
import Text

@Suite("a forwarded socket", .enabled(if: Machine.canGiveAway))
struct ForwardedSocketTests {
    @Test func `a forwarded socket of a waiting login, by ssh -L, takes a relay to it`() async throws {
        let people = try await People()
        let browser = try Browser(of: people.laptop, options: ["--reload"])
        let (login, offer) = try await people.server.waitingLogin()
        let socket = try #require(offer["socket"]?.text)
        let local = "\(people.laptop.home)/web1.sock"
        let ssh = try await people.forward(["-L", "\(local):\(socket)"])

        let relay = try people.relayAtTerminal(["--socket", local], browser: browser.command)
        let screen = try await relay.screen(with: "[y/n] ")
        #expect(screen.contains("does the server show the same phrase?"))
        let phrase = try #require(screen.firstMatch(of: /phrase: ([a-z]+ [a-z]+ [0-9]+)/)).1
        #expect(try await login.notice(with: "Its phrase is").contains("'\(phrase)'"))
        try await relay.type("y\r")

        let end = try await login.end()
        #expect(end.status == 0, "\(end.notices)")
        let pages = try await browser.visit().pages.suffix(2)
        #expect(pages.map(\.title) == ["Signed in - farsign", "This login is over - farsign"])
        #expect(pages.allSatisfy { $0.text.contains("server on ") && $0.text.contains(Machine.alice) }, "\(pages)")
        let after = try await relay.screen(with: "waiting for the next login")
        #expect(!after.contains("lost"), "\(after)")
        #expect(try await people.server.arn() == Machine.alice)
        let reply = try #require(try await people.server.events("reply-received").first)
        #expect(reply["detail"]?["way"]?.text == "socket")
        // The process that connects is sshd's, for the person who logged in.
        #expect(reply["detail"]?["peer_uid"]?.int == people.server.account.map { Int($0.uid) })
        withExtendedLifetime(ssh) {}
    }

    @Test func `a forwarded socket of the relay, by ssh -R, takes a login to the browser`() async throws {
        let people = try await People(sshd: ["AcceptEnv FARSIGN_RELAY", "StreamLocalBindUnlink yes"])
        let browser = try Browser(of: people.laptop)
        let local = "\(people.laptop.home)/relay.sock"
        let remote = "\(people.server.home)/relay.sock"
        let relay = try people.relayAtTerminal(["--listen", local], browser: browser.command)

        let login = try people.startSSH(
            ["-R", "\(remote):\(local)", "-o", "SetEnv=FARSIGN_RELAY=\(remote)"],
            ["farsign login --profile dev --region us-east-1 --json"])
        let screen = try await relay.screen(with: "[y/n] ")
        #expect(screen.contains("asks to sign in: profile dev in us-east-1"))
        #expect(screen.contains("it says it is server on "))
        let phrase = try #require(screen.firstMatch(of: /phrase: ([a-z]+ [a-z]+ [0-9]+)/)).1
        #expect(try await login.notice(with: "Its phrase is").contains("'\(phrase)'"))
        try await relay.type("y\r")

        let end = try await login.end()
        #expect(end.status == 0, "\(end.notices)")
        #expect(try await browser.visit().pages.last?.title == "Signed in - farsign")
        #expect(try await people.server.arn() == Machine.alice)
        let reply = try #require(try await people.server.events("reply-received").first)
        #expect(reply["detail"]?["way"]?.text == "forwarded")
    }
}
