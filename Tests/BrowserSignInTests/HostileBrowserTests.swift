import BrowserSignIn
import BrowserTestSupport
import SignIn
import Synchronization
import Testing
import Text

/// Requests that are not the person's: the login goes on each time.
@Suite("A browser or program that is not ours")
struct HostileBrowserTests {
    private let delegate = TestBrowserDelegate()
    private let signIn: BrowserSignIn
    private var ours: TestBrowser
    private var stranger: TestBrowser

    init() throws {
        let drawn = Mutex<UInt8>(0)
        signIn = BrowserSignIn(
            address: try #require(CallbackAddress(port: 40_000)), host: "web1", outlivesLogin: true,
            randomBytes: { count in
                drawn.withLock { number in
                    number += 1
                    return Array(repeating: number, count: count)
                }
            },
            delegate: delegate.delegate)
        ours = TestBrowser(signIn)
        stranger = TestBrowser(signIn)
    }

    private mutating func expectGoesOn() async {
        #expect(delegate.seen.denied == [])
        #expect(delegate.seen.submitted == [])
        #expect(await ours.bring("code=abc", toAttempt: 1).title == "Signed in")
    }

    @Test(arguments: [
        "", "?", "?code=abc", "?state=\(TestBrowserDelegate.state(1))", "?code=abc&state=",
        "?code=abc&state=\(TestBrowserDelegate.state(2))",
        "?code=abc&state=\(TestBrowserDelegate.state(1))0",
        "?code=abc&state=\(TestBrowserDelegate.state(1))&state=\(TestBrowserDelegate.state(1))",
        "?code=abc&code=def&state=\(TestBrowserDelegate.state(1))",
        "?error=a&error=b&state=\(TestBrowserDelegate.state(1))",
        "?code=&state=\(TestBrowserDelegate.state(1))", "?code=%00&state=\(TestBrowserDelegate.state(1))",
        "?code=\(String(repeating: "a", count: 513))&state=\(TestBrowserDelegate.state(1))",
    ])
    mutating func `a callback with a wrong, missing or doubled state or code is nothing`(_ query: String) async throws {
        await ours.open(try await signIn.offer().startURL)
        #expect(await ours.open("/oauth/callback\(query)").status == 400)
        await expectGoesOn()
    }

    @Test(arguments: [
        "/", "/favicon.ico", "/oauth", "/oauth/callback/", "/oauth/callback2", "/oauth//callback", "//oauth/callback",
        "/OAUTH/callback", "/oauth/%63allback", "/start", "/start/", "/start/AAAA", "/start/../oauth/callback", "*", "",
        "http://127.0.0.1:40000/oauth/callback",
    ])
    mutating func `any other path is not found`(_ path: String) async throws {
        await ours.open(try await signIn.offer().startURL)
        for target in [path, "\(path)?code=abc&state=\(TestBrowserDelegate.state(1))"] {
            let headers = [(name: "X", value: "y")]
            #expect(
                await signIn.answer(
                    BrowserRequest(method: "GET", target: target, headers: headers + [("Host", ours.host)])
                ).status == 404)
        }
        await expectGoesOn()
    }

    @Test(arguments: ["POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "get", "G E T"])
    mutating func `any other method is not found, and uses nothing up`(_ method: String) async throws {
        let start = try await signIn.offer().startURL
        #expect(await ours.open(start, method: method).status == 404)
        await ours.open(start)
        let callback = "/oauth/callback?code=abc&state=\(TestBrowserDelegate.state(1))"
        #expect(await ours.open(callback, method: method).status == 404)
        await expectGoesOn()
    }

    @Test(arguments: [
        "example.com:40000", "127.0.0.1", "127.0.0.1:40001", "127.0.0.1:040000", "localhost:40000", "[::1]:40000",
        "127.0.0.1:40000.example.com", "127.0.0.1.example.com:40000", "127.1:40000", "2130706433:40000",
        "127.0.0.1:40000, example.com", "",
    ])
    mutating func `a page that has rebound its name to this address gets nothing`(_ host: String) async throws {
        let start = try await signIn.offer().startURL
        ours.host = host
        #expect(await ours.open(String(start.dropFirst(22))).status == 400)
        ours.host = "127.0.0.1:40000"
        await ours.open(start)
        ours.host = host
        #expect(await ours.bring("code=abc", toAttempt: 1).status == 400)
        ours.host = "127.0.0.1:40000"
        await expectGoesOn()
    }

    @Test mutating func `no Host and two of them are refused`() async throws {
        await ours.open(try await signIn.offer().startURL)
        let host = (name: "host", value: "127.0.0.1:40000")
        for headers in [[], [host, host], [host, ("HOST", "example.com")]] {
            let request = BrowserRequest(method: "GET", target: "/oauth/callback", headers: headers)
            #expect(await signIn.answer(request).status == 400)
        }
        await expectGoesOn()
    }

    @Test(arguments: [("Sec-Purpose", "prefetch"), ("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch")])
    mutating func `a browser that only guesses does not use the start page up`(
        _ name: String, _ value: String
    ) async throws {
        let start = try await signIn.offer().startURL
        #expect(await ours.open(start, headers: [(name, value)]).status == 503)
        #expect(await ours.open(start).status == 303)
        await expectGoesOn()
    }

    @Test mutating func `a start page that somebody else fetched first is void, and the person is told`() async throws {
        let start = try await signIn.offer().startURL
        #expect(await stranger.open(start).status == 303)
        let page = await ours.open(start)
        #expect(page.status == 410)
        #expect(page.title == "This link was already opened")
        #expect(page.link == nil && page.all("Set-Cookie") == [])
        #expect(delegate.seen.events == [.opened, .startPageReused(isVoided: true)])
        #expect(delegate.seen.denied == ["start_page_reused \(TestBrowserDelegate.state(1))"])

        // The stranger has cookie and state, and comes too late.
        #expect(await stranger.bring("code=his", toAttempt: 1).status == 400)
        #expect(delegate.seen.submitted == [])
        await ours.open(try await signIn.offer().startURL)
        #expect(await ours.bring("code=abc", toAttempt: 2).title == "Signed in")
    }

    @Test mutating func `a second use of the start page is told even after the end`() async throws {
        let start = try await signIn.offer().startURL
        await stranger.open(start)
        await stranger.bring("code=his", toAttempt: 1)
        #expect(await ours.open(start).title == "This link was already opened")
        #expect(delegate.seen.events.last == .startPageReused(isVoided: false))
        #expect(delegate.seen.denied == [])
    }

    @Test mutating func `a start page that is loaded again and again ends one attempt, and is told once`() async throws
    {
        let start = try await signIn.offer().startURL
        for _ in 0..<20 { await stranger.open(start) }
        #expect(delegate.seen.events == [.opened, .startPageReused(isVoided: true)])
        #expect(delegate.seen.denied == ["start_page_reused \(TestBrowserDelegate.state(1))"])
        await ours.open(try await signIn.offer().startURL)
        #expect(await ours.bring("code=abc", toAttempt: 2).title == "Signed in")
    }

    @Test mutating func `an answer without the cookie, brought again and again, is told once`() async throws {
        await ours.open(try await signIn.offer().startURL)
        for _ in 0..<20 { await stranger.bring("code=his", toAttempt: 1) }
        #expect(delegate.seen.events == [.opened, .cookieMissing])
        #expect(delegate.seen.denied == ["cookie_missing \(TestBrowserDelegate.state(1))"])
    }

    @Test(arguments: ["code=his", "error=access_denied"])
    mutating func `the right state without the cookie is no sign-in, and the person is told`(
        _ answer: String
    ) async throws {
        await ours.open(try await signIn.offer().startURL)
        let page = await stranger.bring(answer, toAttempt: 1)
        #expect(page.status == 403)
        #expect(page.link == nil && page.all("Set-Cookie") == [])
        #expect(delegate.seen.events == [.opened, .cookieMissing])
        #expect(delegate.seen.denied == ["cookie_missing \(TestBrowserDelegate.state(1))"])

        #expect(await ours.bring("code=abc", toAttempt: 1).status == 400)
        #expect(delegate.seen.submitted == [])
        await ours.open(try await signIn.offer().startURL)
        #expect(await ours.bring("code=abc", toAttempt: 2).title == "Signed in")
    }

    @Test mutating func `the cookie of another attempt does not do`() async throws {
        let other = try await signIn.offer().startURL
        await ours.open(try await signIn.offer().startURL)
        #expect(await ours.bring("code=abc", toAttempt: 1).status == 403)
        // Its start page is void with it.
        #expect(await ours.open(other).status == 410)
        #expect(await ours.bring("code=abc", toAttempt: 2).title == "Signed in")
    }

    @Test mutating func `nothing from outside is markup on a page`() async throws {
        let script = #"<script>alert("1")</script>'&"# + "\u{202E}\u{1B}"
        delegate.change { $0.failure = LoginError(.badReply, script) }
        await ours.open(try await signIn.offer().startURL)
        let page = await ours.bring("code=abc", toAttempt: 1)
        #expect(
            page.body.contains(
                #"&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;\u{202e}\u{1b}"#))

        await ours.open(try #require(page.link))
        #expect(await ours.bring("error=%3Cscript%3E", toAttempt: 2).body.contains("(unknown_error)"))
    }
}
