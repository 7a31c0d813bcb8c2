import BrowserTestSupport
import SignIn
import Synchronization
import Testing
import Text

@testable import BrowserSignIn

@Suite("Signing in through a browser of this machine")
struct BrowserSignInTests {
    private let delegate = TestBrowserDelegate()
    private let signIn: BrowserSignIn
    private var browser: TestBrowser

    init() throws {
        signIn = try Self.signIn(at: delegate)
        browser = TestBrowser(signIn)
    }

    private static func signIn(at delegate: TestBrowserDelegate) throws -> BrowserSignIn {
        let drawn = Mutex<UInt8>(0)
        return BrowserSignIn(
            address: try #require(CallbackAddress(port: 40_000)), host: "web1", outlivesLogin: true,
            randomBytes: { count in
                drawn.withLock { number in
                    number += 1
                    return Array(repeating: number, count: count)
                }
            },
            delegate: delegate.delegate)
    }

    @Test mutating func `the start page leads to the sign-in page, and the callback to the session`() async throws {
        let start = try await signIn.offer().startURL
        #expect(start.hasPrefix("http://127.0.0.1:40000/start/"))
        let opened = await browser.open(start)
        #expect(opened.status == 303)
        #expect(opened.all("Location") == ["https://sign-in.example/?state=1"])

        let page = await browser.bring("code=abc", toAttempt: 1)
        #expect(page.status == 200)
        #expect(page.title == "Signed in")
        for fact in [TestBrowserDelegate.session, "dev", "web1"] { #expect(page.body.contains("<dd>\(fact)</dd>")) }
        #expect(delegate.seen.submitted == ["abc \(TestBrowserDelegate.state(1))"])
        #expect(delegate.seen.denied == [])
        #expect(delegate.seen.events == [.opened])
    }

    @Test mutating func `an attempt has as many start pages as are asked for, until one was opened`() async throws {
        let offer = try await signIn.offer()
        let second = try #require(await signIn.nextStartURL(of: offer))
        let third = try #require(await signIn.nextStartURL(of: offer))
        #expect(Set([offer.startURL, second, third]).count == 3)
        for start in [second, offer.startURL] {
            #expect(await browser.open(start).all("Location") == ["https://sign-in.example/?state=1"])
        }
        #expect(await signIn.nextStartURL(of: offer) == nil)
        #expect(browser.cookies.count == 1)
        #expect(delegate.seen.events == [.opened])

        #expect(await browser.bring("code=abc", toAttempt: 1).title == "Signed in")
        #expect(await signIn.nextStartURL(of: offer) == nil)
    }

    @Test mutating func `each of an attempt's start pages works once, and a second use of one ends the attempt`()
        async throws
    {
        let offer = try await signIn.offer()
        let second = try #require(await signIn.nextStartURL(of: offer))
        await browser.open(second)
        #expect(await browser.open(second).status == 410)
        #expect(delegate.seen.events == [.opened, .startPageReused(isVoided: true)])
        #expect(await browser.open(offer.startURL).status == 410)
    }

    @Test mutating func `the cookie is for the callback alone, and goes when it has served`() async throws {
        let cookie = try #require(await browser.open(try await signIn.offer().startURL).all("Set-Cookie").first)
        #expect(cookie.hasSuffix("; Path=/oauth; HttpOnly; SameSite=Lax"))
        #expect(browser.cookies.count == 1)
        await browser.bring("code=abc", toAttempt: 1)
        #expect(browser.cookies == [:])
    }

    @Test mutating func `attempts have cookies of their own`() async throws {
        await browser.open(try await signIn.offer().startURL)
        await browser.open(try await signIn.offer().startURL)
        #expect(browser.cookies.count == 2)
        #expect(await browser.bring("code=abc", toAttempt: 1).title == "Signed in")
    }

    @Test mutating func `no answer is kept, framed, or lets anything else load`() async throws {
        let answers = [
            await browser.open(try await signIn.offer().startURL), await browser.open("/"),
            await browser.bring("code=abc", toAttempt: 1),
        ]
        for answer in answers {
            #expect(answer.all("Cache-Control") == ["no-store"])
            #expect(answer.all("Referrer-Policy") == ["no-referrer"])
            #expect(answer.all("X-Content-Type-Options") == ["nosniff"])
            let policy = answer.all("Content-Security-Policy").first ?? ""
            #expect(policy.hasPrefix("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"))
            #expect(!answer.body.contains("<script") && !answer.body.contains("abc"))
        }
    }

    @Test mutating func `a refusal on the sign-in page ends that attempt, and offers another`() async throws {
        await browser.open(try await signIn.offer().startURL)
        let page = await browser.bring("error=access_denied", toAttempt: 1)
        #expect(page.status == 200)
        #expect(page.title == "Not signed in")
        #expect(delegate.seen.denied == ["access_denied \(TestBrowserDelegate.state(1))"])
        #expect(delegate.seen.events == [.opened, .denied("access_denied")])

        await browser.open(try #require(page.link))
        #expect(await browser.bring("code=abc", toAttempt: 2).title == "Signed in")
    }

    @Test mutating func `where the login takes no more attempts, a refusal offers none`() async throws {
        await browser.open(try await signIn.offer().startURL)
        delegate.change { $0.takesNoMore = true }
        #expect(await browser.bring("error=access_denied", toAttempt: 1).link == nil)
    }

    @Test mutating func `a code that does not work is explained, and another attempt offered`() async throws {
        delegate.change { $0.failure = LoginError(.badReply, "the <code> is old", hint: "use a & b") }
        await browser.open(try await signIn.offer().startURL)
        let page = await browser.bring("code=abc", toAttempt: 1)
        #expect(page.title == "Sign-in failed")
        #expect(page.body.contains("the &lt;code&gt; is old") && page.body.contains("use a &amp; b"))
        #expect(
            delegate.seen.events.last?.text
                == "the <code> is old; use a & b; you can try again on the browser's last page")

        delegate.change { $0.failure = nil }
        await browser.open(try #require(page.link))
        #expect(await browser.bring("code=def", toAttempt: 2).title == "Signed in")
    }

    @Test mutating func `a code that ends the login is told as the last`() async throws {
        await browser.open(try await signIn.offer().startURL)
        delegate.change { $0.failure = LoginError(.signInDenied, "no") }
        delegate.change { $0.takesNoMore = true }
        #expect(await browser.bring("code=abc", toAttempt: 1).link == nil)
        guard case .failed(let failure) = delegate.seen.events.last else {
            Issue.record("\(delegate.seen.events)")
            return
        }
        #expect(failure.reason == "no" && !failure.canTryAgain)
    }

    @Test func `while a code is checked a second answer is told so, and changes nothing`() async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let delegate = TestBrowserDelegate(holdingSubmitsUntil: gate)
        let signIn = try Self.signIn(at: delegate)
        var browser = TestBrowser(signIn)
        await browser.open(try await signIn.offer().startURL)
        await browser.open(try await signIn.offer().startURL)

        let first = Task { [browser] in
            var browser = browser
            return await browser.bring("code=abc", toAttempt: 1)
        }
        var others: [BrowserResponse] = []
        await delegate.submission()
        for (answer, attempt) in [("code=abc", 1), ("code=def", 2), ("error=access_denied", 2)] {
            others.append(await browser.bring(answer, toAttempt: attempt))
        }
        opener.finish()
        #expect(await first.value.title == "Signed in")
        #expect(others.map(\.title) == Array(repeating: "Sign-in in progress", count: 3))
        #expect(delegate.seen.submitted.count == 1)
        #expect(delegate.seen.denied == [])
    }

    @Test mutating func `after the end every page says how it ended`() async throws {
        let unused = try await signIn.offer().startURL
        await browser.open(try await signIn.offer().startURL)
        await browser.bring("code=abc", toAttempt: 2)
        for target in [
            "/", "/oauth/callback?code=abc&state=\(TestBrowserDelegate.state(2))", "/oauth/callback", unused,
        ] {
            let page = await browser.open(target)
            #expect(page.status == 410)
            #expect(page.body.contains("\(TestBrowserDelegate.session) is signed in, for profile dev on web1."))
        }
        #expect(delegate.seen.submitted.count == 1)
        await #expect(throws: LoginError.self) { try await signIn.offer().startURL }
    }

    @Test mutating func `a login that ended in another way says so`() async throws {
        await browser.open(try await signIn.offer().startURL)
        await signIn.end(saying: "It was answered at the terminal.")
        let page = await browser.bring("code=abc", toAttempt: 1)
        #expect(page.status == 410)
        #expect(page.body.contains("It was answered at the terminal."))
        #expect(delegate.seen.submitted == [])
    }
}
