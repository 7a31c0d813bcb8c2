import BrowserSignIn
import BrowserTestSupport
import Relay
import RelayProtocol
import SignIn
import TestSupport
import Testing
import Text

@Suite("A login that a relay brings to the browser", .timeLimit(.minutes(1)))
struct RelayedLoginTests {
    private let broker = TestBroker()
    private let workstation = TestWorkstation()

    init() {
        broker.list([TestBroker.login()])
    }

    /// Says yes, and hands back the start page that a browser was opened on.
    private func open() async throws -> String {
        try await workstation.question().answer(true)
        return try #require(await workstation.opened.next())
    }

    /// Signs in there, which the broker holds back.
    private func signingIn(by start: String) throws -> Task<BrowserResponse, any Error> {
        let browser = try workstation.browser()
        return Task {
            var browser = browser
            return try await browser.signIn(by: start)
        }
    }

    @Test func `the browser's code reaches the broker, and the browser and the terminal what came of it`()
        async throws
    {
        try await serving(broker, at: workstation) {
            let start = try await open()
            var browser = try workstation.browser()
            let page = try await browser.signIn(by: start)
            #expect(page.title == "Signed in")
            for fact in [TestBroker.session, "dev", "web1"] { #expect(page.body.contains("<dd>\(fact)</dd>")) }
            #expect(try await broker.call().hasPrefix("authorize 000000000001 "))
            #expect(try await broker.call() == "submit 000000000001 abc \(TestBroker.state(1))")
            try await workstation.line(with: "web1: signed in as \(TestBroker.session), for profile dev")
            #expect(await browser.open(start).title == "This link was already opened")
        }
    }

    @Test func `a code is submitted again where the connection is lost, and the browser gets that answer`()
        async throws
    {
        broker.answer([nil])
        try await serving(broker, at: workstation) {
            let connection = try await broker.connection()
            let start = try await open()
            let page = try signingIn(by: start)
            #expect(try await broker.call().hasPrefix("authorize "))
            let first = try await broker.call()
            connection.lose()
            let second = try await broker.call()
            #expect(first == "submit 000000000001 abc \(TestBroker.state(1))")
            #expect(second == first)
            #expect(try await page.value.title == "Signed in")
            try await workstation.line(with: "signed in as")
            #expect(broker.connected.count == 2)
        }
    }

    @Test func `what the broker has of a login that it lists no more is still answered`() async throws {
        broker.answer([nil])
        try await serving(broker, at: workstation) {
            let connection = try await broker.connection()
            let start = try await open()
            let page = try signingIn(by: start)
            #expect(try await broker.call().hasPrefix("authorize "))
            #expect(try await broker.call().hasPrefix("submit "))
            broker.list([TestBroker.login(2)])
            _ = try await workstation.question()
            connection.answerSubmits(.success(TestBroker.signedIn))
            #expect(try await page.value.title == "Signed in")
            try await workstation.line(with: "signed in as")
        }
    }

    @Test func `a code that the broker has no answer to until the login's time is over fails`() async throws {
        broker.answer([nil])
        let failure = RelayLinkError(.notConnected, "ssh cannot connect to web1")
        try await serving(broker, at: workstation) {
            let connection = try await broker.connection()
            let start = try await open()
            let page = try signingIn(by: start)
            #expect(try await broker.call().hasPrefix("authorize "))
            #expect(try await broker.call().hasPrefix("submit "))
            workstation.elapse()
            broker.plan([.fails(failure)])
            connection.lose()
            #expect(try await page.value.title == "Sign-in failed")
            try await workstation.line(with: "web1: the server stopped answering")
        }
    }

    @Test func `a code that fails is explained, and the page's next try says its phrase`() async throws {
        broker.answer([.failure(RelayError(.signInRefused, "the code is old"))])
        try await serving(broker, at: workstation) {
            let start = try await open()
            var browser = try workstation.browser()
            let page = try await browser.signIn(by: start)
            #expect(page.title == "Sign-in failed")
            let phrase = try await workstation.line(with: "web1: the new attempt has the phrase: ")
            try await workstation.line(with: "web1: the code is old; you can try again on the browser's last page")

            #expect(try await browser.signIn(by: try #require(page.link), answer: "code=def").title == "Signed in")
            _ = try await broker.call()
            #expect(try await broker.call() == "submit 000000000001 abc \(TestBroker.state(1))")
            let again = try await broker.call()
            #expect(again.hasPrefix("authorize 000000000001 "))
            #expect(phrase.hasSuffix(": \(again.dropFirst(23))"))
            #expect(try await broker.call() == "submit 000000000001 def \(TestBroker.state(2))")
            #expect(workstation.questions.count == 1)
        }
    }

    @Test func `a refusal on the sign-in page reaches the broker, and the login waits on`() async throws {
        try await serving(broker, at: workstation) {
            let start = try await open()
            var browser = try workstation.browser()
            let page = try await browser.signIn(by: start, answer: "error=access_denied")
            try await workstation.line(
                with: "web1: the sign-in page returned the error 'access_denied'")
            _ = try await broker.call()
            #expect(try await broker.call() == "deny 000000000001 \(TestBroker.state(1)) access_denied")
            #expect(try await browser.signIn(by: try #require(page.link)).title == "Signed in")
        }
    }

    @Test func `where no browser can be opened, why and the start page are said`() async throws {
        workstation.breakBrowsers("xdg-open failed")
        try await serving(broker, at: workstation) {
            try await workstation.question().answer(true)
            let line = try await workstation.line(with: "no browser could be opened")
            #expect(
                line.hasPrefix("web1: no browser could be opened (xdg-open failed): open http://127.0.0.1:40001/start/")
            )
            #expect(line.hasSuffix(" yourself"))
        }
    }

    @Test func `a process of another user at the browser's port is told of`() async throws {
        try await serving(broker, at: workstation) {
            _ = try await open()
            try #require(workstation.listeners.first).refuse(uid: 1001)
            try await workstation.line(with: "web1: refused a process of another user (uid 1001)")
        }
    }

    @Test func `several hosts each have their own logins`() async throws {
        let others = (0..<3).map { TestBroker(host: "host\($0)") }
        let hosts = others.enumerated().map { ($1.host(.destination("web\($0)")), $1) }
        for (number, broker) in others.enumerated() {
            broker.list([TestBroker.login(number + 1, profile: "profile\(number)")])
        }
        try await serving(hosts, at: workstation) {
            var first: Set<String> = []
            for _ in others {
                let question = try await workstation.question()
                first.insert(question.lines[0])
                question.answer(question.lines[0].hasPrefix("web1: "))
            }
            #expect(first == Set((0..<3).map { "web\($0): asks to sign in: profile profile\($0) in eu-west-1" }))
            for (number, broker) in others.enumerated() {
                #expect(try await broker.call().hasPrefix("authorize 00000000000\(number + 1) "))
                if number != 1 { #expect(try await broker.call() == "refuse 00000000000\(number + 1)") }
            }
            let start = try #require(await workstation.opened.next())
            let number = try #require(Int(start.dropFirst(17).prefix(5))) - 40_000
            var browser = try workstation.browser(number)
            #expect(try await browser.signIn(by: start).title == "Signed in")
            #expect(try await others[1].call().hasPrefix("submit 000000000002 abc "))
            try await workstation.line(with: "web1: signed in as")
        }
    }
}
