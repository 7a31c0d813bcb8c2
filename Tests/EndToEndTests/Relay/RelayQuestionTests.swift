import Glibc
import TerminalTestSupport
import Testing

@Suite("the question of farsign-relay", .enabled(if: Machine.canGiveAway))
struct RelayQuestionTests {
    private let people: People

    init() async throws {
        people = try await People()
    }

    /// The question that is open: what stands on the screen from its first line to its end.
    private func question(of relay: TerminalProgram, with text: String) async throws -> String {
        let start = "asks to sign in: "
        let screen = try await relay.screen { screen in
            screen.hasSuffix("[y/n] ")
                && screen.ranges(of: start).last.map { screen[$0.upperBound...].contains(text) } ?? false
        }
        return String(screen[try #require(screen.ranges(of: start).last).upperBound...])
    }

    private func phrase(in text: String) throws -> Substring {
        try #require(text.firstMatch(of: /phrase(?: is|:) '?([a-z]+ [a-z]+ [0-9]+)/)).1
    }

    @Test func `the relay's question is about one of the logins that wait, with its profile and its phrase`()
        async throws
    {
        let browser = try BrowserByHand(of: people.laptop)
        var logins: [String: RunningProgram] = [:]
        for profile in ["one", "two"] { logins[profile] = try await people.server.waitingLogin(profile).program }
        let relay = try people.relayAtTerminal([People.destination], browser: browser.command)

        let about = try await question(of: relay, with: "1 of 2 waiting")
        let (name, other) = about.hasPrefix("profile one in us-east-1 ") ? ("one", "two") : ("two", "one")
        let (first, second) = (try #require(logins[name]), try #require(logins[other]))
        #expect(about.hasPrefix("profile \(name) in us-east-1 (1 of 2 waiting)\r\n"))
        #expect(!about.contains("profile \(other)"))
        #expect(try phrase(in: about) == phrase(in: try await first.notice(with: "Its phrase is")))
        try await relay.type("y\r")
        #expect(try await browser.signIn(browser.url()).status == 200)
        #expect(try await first.end().status == 0)

        let next = try await question(of: relay, with: "profile \(other)")
        #expect(try phrase(in: next) == phrase(in: try await second.notice(with: "Its phrase is")))
        #expect(!next.contains("waiting"))
        try await relay.type("n\r")
        #expect(try await second.end().status == 4)
    }

    @Test func `the relay's question is printed again, whole, after whatever else was printed`() async throws {
        let browser = try BrowserByHand(of: people.laptop)
        let first = try await people.server.waitingLogin("first").program
        let relay = try people.relayAtTerminal([People.destination], browser: browser.command)
        let asked = try await question(of: relay, with: "profile first")
        let second = try await people.server.waitingLogin("second").program
        _ = try await question(of: relay, with: "1 of 2 waiting")
        second.signal(SIGINT)
        _ = try await second.end()

        try await relay.screen(with: "the login of profile second has ended")
        #expect(try await question(of: relay, with: "profile first in us-east-1\r\n") == asked)
        withExtendedLifetime(first) {}
    }

    @Test func `the relay's question takes no answer that was typed for one that is gone`() async throws {
        var logins: [String: RunningProgram] = [:]
        for profile in ["one", "two"] { logins[profile] = try await people.server.waitingLogin(profile).program }
        let relay = try people.relayAtTerminal([People.destination], browser: "/usr/bin/false")
        let about = try await question(of: relay, with: "1 of 2 waiting")
        let (name, other) = about.hasPrefix("profile one ") ? ("one", "two") : ("two", "one")
        logins[name]?.signal(SIGINT)
        try await relay.screen(with: "the login of profile \(name) has ended")
        try await relay.type("y\r")

        _ = try await question(of: relay, with: "profile \(other)")
        try await relay.type("n\r")
        let screen = try await relay.screen(with: "refused; the login on the server has ended")
        #expect(!screen.contains("no browser could be opened"))
        #expect(try await logins[other]?.end().status == 4)
    }

    @Test func `the relay's question says that no screen shows the phrase of a login that was started without one`()
        async throws
    {
        let started = try await people.ssh("farsign login --profile dev --region us-east-1 --no-wait")
        #expect(started.status == 0, "\(started.notices)")
        let relay = try people.relayAtTerminal([People.destination], browser: "/usr/bin/false")

        let about = try await question(of: relay, with: "phrase: ")
        #expect(about.contains("it was started with --no-wait by ssh from 127.0.0.1"))
        #expect(!about.contains("show the same phrase"))
    }

    @Test func `the relay's question is not promised on the server's screen where nobody is asked`() async throws {
        let browser = try BrowserByHand(of: people.laptop)
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay([People.destination, "--yes", People.destination], browser: browser.command)
        let notice = try await login.notice(with: "Its phrase is")
        #expect(!notice.contains("say yes there only"))
        #expect(notice.contains("If that relay asks"))
        #expect(try await browser.signIn(browser.url()).status == 200)
        #expect(try await login.end().status == 0)
        withExtendedLifetime(relay) {}
    }
}
