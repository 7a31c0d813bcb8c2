import SignInSandbox
import TerminalTestSupport
import Testing
import Text

/// Who can open the start page, or call the callback, without being the browser that was started.
@Suite("a stolen start page", .enabled(if: Machine.canGiveAway))
struct StartPageTests {
    private let people: People
    private let browser: BrowserByHand
    private let login: RunningProgram
    private let relay: TerminalProgram

    init() async throws {
        people = try await People()
        browser = try BrowserByHand(of: people.laptop)
        login = try await people.server.waitingLogin().program
        relay = try people.relayAtTerminal([People.destination, "--yes", People.destination], browser: browser.command)
    }

    @Test func `a stolen start page that a thief opens first ends that attempt, and a fresh one signs in`() async throws
    {
        let start = try await browser.url()
        let (callback, cookie) = try await browser.answer(start)
        let second = try await people.laptop.get(start)
        #expect(second.status == 410)
        #expect(second.text.contains("This link was already opened"))
        for _ in 0..<10 { #expect(try await people.laptop.get(start).status == 410) }
        try await relay.screen(with: "the start page was opened a second time and is no longer valid")
        #expect(try await people.laptop.get(callback, cookie: cookie).status == 400)
        #expect(people.server.count(.redeem) == 0)

        try await relay.screen(with: "[y/n] ")
        try await relay.type("y\r")
        #expect(try await browser.signIn(browser.url()).status == 200)
        #expect(try await login.end().status == 0)
        let screen = try await relay.screen(with: "signed in as")
        #expect(screen.ranges(of: "was opened a second time").count == 1)
        #expect(screen.ranges(of: "phrase: ").count == 2)
        let refused = try await people.server.events("reply-refused")
        #expect(refused.map { $0["detail"]?["reason"]?.text } == ["start_page_reused"])
    }

    @Test
    func `a stolen start page does no good without its cookie, even with the right state, and a fresh one signs in`()
        async throws
    {
        let (callback, cookie) = try await browser.answer(try await browser.url())
        let thief = try await people.laptop.get(callback)
        #expect(thief.status == 403)
        #expect(thief.text.contains("This sign-in was not started in this browser"))
        #expect(thief.text.contains("container") && thief.text.contains("paste"))
        let told = try await relay.screen(with: "a reply came from a browser that had not opened the start page")
        #expect(told.replacing("\r\n", with: "").contains("container"))
        #expect(try await people.laptop.get(callback, cookie: cookie).status == 400)
        #expect(people.server.count(.redeem) == 0)

        try await relay.screen(with: "[y/n] ")
        try await relay.type("y\r")
        #expect(try await browser.signIn(browser.url()).status == 200)
        #expect(try await login.end().status == 0)
        let refused = try await people.server.events("reply-refused")
        #expect(refused.map { $0["detail"]?["reason"]?.text } == ["cookie_missing"])
    }
}
