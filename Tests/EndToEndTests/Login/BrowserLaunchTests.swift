import TerminalTestSupport
import Testing

@Suite("a workstation with several openers of browsers", .enabled(if: Machine.canGiveAway))
struct BrowserLaunchTests {
    private let people: People
    private let browser: BrowserByHand

    init() async throws {
        people = try await People()
        browser = try BrowserByHand(of: people.laptop)
    }

    @Test func `a page that an opener shows before it fails signs in, and warns of nobody`() async throws {
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay(
            [People.destination, "--yes", People.destination], browser: "\(browser.failing):\(browser.command)")
        let (first, second) = (try await browser.url(), try await browser.url())
        #expect(first != second)

        let (callback, cookie) = try await browser.answer(first)
        #expect(try await people.laptop.get(second).status == 303)
        #expect(try await people.laptop.get(callback, cookie: cookie).status == 200)
        #expect(try await login.end().status == 0)
        #expect(try await relay.notice(with: "signed in as \(Machine.alice)").contains("profile dev"))
        #expect(try await people.server.events("reply-refused") == [])
    }

    @Test func `a workstation with several openers does the same where farsign opens the browser itself`() async throws
    {
        let browser = try BrowserByHand(of: people.server)
        let login = try people.server.startFarsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--browser"],
            environment: ["BROWSER": "\(browser.failing):\(browser.command)"])
        let (first, second) = (try await browser.url(), try await browser.url())
        let (callback, cookie) = try await browser.answer(first)
        #expect(try await people.server.get(second).status == 303)
        #expect(try await people.server.get(callback, cookie: cookie).status == 200)
        let end = try await login.end()
        #expect(end.status == 0)
        #expect(!end.notices.contains("a second time"))
    }

    /// As xdg-open does, which looks at one browser after the other.
    @Test
    func `a workstation with several openers is told of one that finds only after a while that there is no browser`()
        async throws
    {
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay(
            [People.destination, "--yes", People.destination], browser: "/bin/sh -c 'sleep 2; exit 3' %s")
        let notice = try await relay.notice(with: "/bin/sh ended with status 3: if no page is open")
        let url = String(try #require(notice.firstMatch(of: /open (http:\S+) yourself/)).1)
        #expect(try await browser.signIn(url).status == 200)
        #expect(try await login.end().status == 0)
    }

    @Test func `a workstation with several openers gets a page that was not used yet where none of them works`()
        async throws
    {
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay(
            [People.destination, "--yes", People.destination], browser: browser.failing)
        let tried = try await browser.url()
        let notice = try await relay.notice(with: "no browser could be opened")
        let url = String(try #require(notice.firstMatch(of: /open (http:\S+) yourself/)).1)
        #expect(url != tried)
        #expect(try await browser.signIn(url).status == 200)
        #expect(try await login.end().status == 0)
    }
}
