import BrowserSignIn
import BrowserTestSupport
import FoundationEssentials
import Relay
import RelayProtocol
import SignIn
import TestSupport
import Testing
import Text

@Suite("What the person at a relay is asked", .timeLimit(.minutes(1)))
struct RelayQuestionTests {
    private let broker = TestBroker()
    private let workstation = TestWorkstation()

    init() {
        broker.list([TestBroker.login()])
    }

    @Test func `a question names the host, the profile, the phrase that the broker shows, and who the host says it is`()
        async throws
    {
        try await serving(broker, at: workstation) {
            let question = try await workstation.question()
            let phrase = try #require(question.phrase)
            #expect(try await broker.call() == "authorize 000000000001 \(phrase)")
            #expect(
                question.question.text(of: 1) == """
                    web1: asks to sign in: profile dev in eu-west-1
                      phrase: \(phrase)
                      server: it says it is alice on web1.internal
                    Is this yours, and does web1 show the same phrase? Open the browser? [y/n]\u{20}
                    """)
            #expect(workstation.opened.count == 0)
        }
    }

    @Test func `a question says how many wait with it`() async throws {
        broker.list([TestBroker.login(1), TestBroker.login(2)])
        try await serving(broker, at: workstation) {
            for _ in 1...2 {
                let text = try await workstation.question().question.text(of: 2)
                #expect(text.hasPrefix("web1: asks to sign in: profile dev in eu-west-1 (1 of 2 waiting)\n"))
            }
        }
    }

    @Test func `a question about an unattended login says that nothing shows the phrase, and asks for no comparison`()
        async throws
    {
        let login = TestBroker.login()
        broker.list([
            WaitingLogin(
                id: login.id, profile: login.profile, region: login.region, startedAt: login.startedAt,
                expiresAt: login.expiresAt, unattended: WaitingLogin.Unattended(startedBy: "cron\u{1B}[2J"))
        ])
        try await serving(broker, at: workstation) {
            let lines = try await workstation.question().lines
            #expect(
                lines.suffix(2) == [
                    "  note: it was started with --no-wait by cron\\u{1b}[2J, so no screen on the server shows the phrase",
                    "Is this yours? Open the browser? [y/n] ",
                ])
        }
    }

    @Test func `a server behind a socket is named by its own words alone`() async throws {
        try await serving(broker, by: .socket(path: "/run/relay.sock"), at: workstation) {
            let lines = try await workstation.question().lines
            #expect(lines.first == "/run/relay.sock: asks to sign in: profile dev in eu-west-1")
            #expect(lines.last == "Is this yours, and does the server show the same phrase? Open the browser? [y/n] ")
        }
    }

    @Test func `a no ends the login with a refusal, and opens nothing`() async throws {
        try await serving(broker, at: workstation) {
            try await workstation.question().answer(false)
            try await workstation.line(with: "web1: refused; the login on the server has ended")
            _ = try await broker.call()
            #expect(try await broker.call() == "refuse 000000000001")
            #expect(workstation.opened.count == 0)
            var browser = try workstation.browser()
            #expect(await browser.open("/oauth/callback?code=abc&state=\(TestBroker.state(1))").status != 200)
        }
    }

    @Test func `a login is asked about once, however often and over how many connections it is listed`() async throws {
        try await serving(broker, at: workstation) {
            let connection = try await broker.connection()
            try await workstation.question().answer(false)
            try await workstation.line(with: "refused")
            connection.lose()
            _ = try await broker.connection()
            broker.list([TestBroker.login(), TestBroker.login(2)])
            #expect(try await workstation.question().lines[0].contains("profile dev"))
            _ = try await broker.call()
            #expect(try await broker.call() == "refuse 000000000001")
            #expect(try await broker.call().hasPrefix("authorize 000000000002 "))
            #expect(workstation.questions.count == 2)
        }
    }

    @Test func `a login that ends while the person is asked takes its question back`() async throws {
        try await serving(broker, at: workstation) {
            _ = try await workstation.question()
            broker.list([])
            #expect(await workstation.withdrawn.next() == "web1: asks to sign in: profile dev in eu-west-1")
            try await workstation.line(with: "web1: the login of profile dev has ended")
            #expect(workstation.opened.count == 0)
        }
    }

    @Test func `a question is taken back when the login's time is over`() async throws {
        try await serving(broker, at: workstation) {
            _ = try await workstation.question()
            workstation.elapse()
            #expect(await workstation.withdrawn.next() == "web1: asks to sign in: profile dev in eu-west-1")
            try await workstation.line(with: "web1: the login of profile dev has ended")
        }
    }

    @Test func `a question outlives its connection`() async throws {
        try await serving(broker, at: workstation) {
            let connection = try await broker.connection()
            let question = try await workstation.question()
            connection.lose()
            _ = try await broker.connection()
            question.answer(true)
            let start = try #require(await workstation.opened.next())
            var browser = try workstation.browser()
            #expect(try await browser.signIn(by: start).title == "Signed in")
            #expect(workstation.questions.count == 1)
        }
    }

    @Test func `--yes opens the browser for its destination without a question, and says the phrase`() async throws {
        try await serving(broker, at: workstation, RelayPolicy(unasked: ["web1"])) {
            #expect(try #require(await workstation.opened.next()).hasPrefix("http://127.0.0.1:40001/start/"))
            let phrase = try await broker.call().dropFirst(23)
            try await workstation.line(
                with: "web1: asks to sign in: profile dev in eu-west-1, phrase: \(phrase) "
                    + "(it says it is alice on web1.internal); opening the browser without a question (--yes)")
            #expect(workstation.questions.count == 0)
        }
    }

    @Test(arguments: ["web2", "web", "WEB1", "alice@web1", "web1.internal", ""])
    func `--yes for another destination does not spare the question`(_ other: String) async throws {
        try await serving(broker, at: workstation, RelayPolicy(unasked: [other])) {
            _ = try await workstation.question()
            #expect(workstation.opened.count == 0)
        }
    }

    @Test(arguments: [Set<String>(), ["web1"]])
    func `a start page that was opened twice leads to a question with a new phrase, even with --yes`(
        _ unasked: Set<String>
    ) async throws {
        try await expectNewQuestion(unasked, "the start page was opened a second time and is no longer valid") {
            start in
            var (ours, stranger) = (try workstation.browser(), try workstation.browser())
            #expect(await stranger.open(start).status == 303)
            #expect(await ours.open(start).status == 410)
            return "start_page_reused"
        }
    }

    @Test(arguments: [Set<String>(), ["web1"]])
    func `an answer without the cookie leads to a question with a new phrase, even with --yes`(
        _ unasked: Set<String>
    ) async throws {
        try await expectNewQuestion(unasked, "a reply came from a browser that had not opened the start page") {
            start in
            var (ours, stranger) = (try workstation.browser(), try workstation.browser())
            let page = try #require(await ours.open(start).all("Location").first)
            #expect(await stranger.bring("code=his", from: page).status == 403)
            return "cookie_missing"
        }
    }

    /// - Parameter abuse: what is done with the start page; the reason that the broker is given.
    private func expectNewQuestion(
        _ unasked: Set<String>, _ line: String, after abuse: (_ start: String) async throws -> String
    ) async throws {
        try await serving(broker, at: workstation, RelayPolicy(unasked: unasked)) {
            if unasked.isEmpty { try await workstation.question().answer(true) }
            let start = try #require(await workstation.opened.next())
            let first = try await broker.call()
            let reason = try await abuse(start)
            try await workstation.line(with: "web1: \(line)")
            #expect(try await broker.call() == "deny 000000000001 \(TestBroker.state(1)) \(reason)")

            let question = try await workstation.question()
            let phrase = try #require(question.phrase)
            #expect(try await broker.call() == "authorize 000000000001 \(phrase)")
            #expect(!first.hasSuffix(phrase))
            question.answer(true)
            let second = try #require(await workstation.opened.next())
            var browser = try workstation.browser()
            #expect(try await browser.signIn(by: second).title == "Signed in")
            #expect(try await broker.call() == "submit 000000000001 abc \(TestBroker.state(2))")
        }
    }

    @Test func `without a terminal nothing is opened, and that is said`() async throws {
        try await serving(broker, at: workstation, hasTerminal: false) {
            try await workstation.line(with: "web1: the browser was not opened: there is no terminal for the question")
            #expect(workstation.opened.count == 0)
        }
    }

    @Test func `without a terminal --yes opens its destination all the same`() async throws {
        try await serving(broker, at: workstation, RelayPolicy(unasked: ["web1"]), hasTerminal: false) {
            #expect(await workstation.opened.next() != nil)
        }
    }

    @Test(arguments: [
        (
            "http://127.0.0.1:8899", false,
            "web1: refused to open the URL that the server sent: it is not HTTPS; use --sandbox to allow a sandbox"
        ),
        (
            "http://192.0.2.1:8899", true,
            "web1: refused to open the URL that the server sent: it is neither HTTPS nor a loopback address"
        ),
        (
            "https://eu-west-1.signin.aws.example.com", true,
            "web1: refused to open the URL that the server sent: 'https://eu-west-1.signin.aws.example.com' is not a sign-in page of AWS"
        ),
    ])
    func `a page that is not AWS's is neither asked about nor opened, even with --yes`(
        _ page: String, _ allowsSandbox: Bool, _ line: String
    ) async throws {
        broker.sendBrowsers(to: page)
        let policy = RelayPolicy(unasked: ["web1"], allowsSandbox: allowsSandbox)
        try await serving(broker, at: workstation, policy) {
            try await workstation.line(with: "web1: connected")
            let next = try await workstation.line(with: "web1: ")
            #expect(next == line)
            #expect(workstation.questions.count == 0)
            #expect(workstation.opened.count == 0)
        }
    }

    @Test func `--sandbox lets a sandbox's page be asked about and opened`() async throws {
        broker.sendBrowsers(to: "http://127.0.0.1:8899")
        try await serving(broker, at: workstation, RelayPolicy(allowsSandbox: true)) {
            try await workstation.question().answer(true)
            let start = try #require(await workstation.opened.next())
            var browser = try workstation.browser()
            let page = await browser.open(start).all("Location").first
            #expect(page?.hasPrefix("http://127.0.0.1:8899/v1/authorize?") == true)
        }
    }
}
