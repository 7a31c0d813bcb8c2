import BrowserSignIn
import FoundationEssentials
import SignIn
import Synchronization
import Text

/// A login that records what it is asked, and answers as told.
final class TestBrowserDelegate: Sendable {
    struct State: Sendable {
        var attempts = 0
        var submitted: [String] = []
        var denied: [String] = []
        var events: [BrowserEvent] = []
        /// No more attempts are made.
        var takesNoMore = false
        var failure: LoginError?
    }

    static let session = "arn:aws:iam::123456789012:user/Alice"

    private let state = Mutex(State())
    private let arrivals = AsyncStream<Void>.makeStream()
    /// What a submit waits for, where a test holds it back.
    private let gate: AsyncStream<Void>?

    init(holdingSubmitsUntil gate: AsyncStream<Void>? = nil) {
        self.gate = gate
    }

    /// Returns when a code has been submitted.
    func submission() async {
        for await _ in arrivals.stream { return }
    }

    var seen: State { state.withLock { $0 } }

    func change(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
    }

    /// The state of the n-th attempt, from 1.
    static func state(_ number: Int) -> String {
        "00000000-0000-4000-8000-00000000000\(number)"
    }

    var delegate: BrowserSignInDelegate {
        BrowserSignInDelegate(
            authorize: { [self] _ in
                let number = try state.withLock { state in
                    guard !state.takesNoMore else { throw LoginError(.tooManyAttempts, "too many attempts") }
                    state.attempts += 1
                    return state.attempts
                }
                return BrowserAttempt(url: "https://sign-in.example/?state=\(number)", state: Self.state(number))
            },
            submit: { [self] code, attempt, _ in
                let failure = state.withLock { state in
                    state.submitted.append("\(code.reveal()) \(attempt)")
                    return state.failure
                }
                arrivals.continuation.yield()
                if let gate { for await _ in gate {} }
                if let failure { throw failure }
                guard let session = SessionARN(Self.session) else { throw LoginError(.badReply, "no session") }
                return SignInResult(
                    session: session, profile: "dev", region: try Region("eu-west-1"),
                    credentialsExpireAt: .distantFuture)
            },
            deny: { [self] attempt, error, _ in state.withLock { $0.denied.append("\(error) \(attempt)") } },
            tell: { [self] event in state.withLock { $0.events.append(event) } })
    }
}

/// Somebody with a browser: keeps the cookies it is given, and sends them back.
struct TestBrowser {
    private(set) var cookies: [String: String] = [:]
    let signIn: BrowserSignIn
    var host = "127.0.0.1:40000"

    init(_ signIn: BrowserSignIn) {
        self.signIn = signIn
    }

    @discardableResult
    mutating func open(
        _ target: String, method: String = "GET", headers: [(name: String, value: String)] = []
    ) async -> BrowserResponse {
        let target = target.hasPrefix("http://\(host)") ? String(target.dropFirst(7 + host.utf8.count)) : target
        let jar = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let response = await signIn.answer(
            BrowserRequest(
                method: method, target: target,
                headers: [("Host", host)] + headers
                    + (jar.isEmpty || !target.hasPrefix("/oauth") ? [] : [("Cookie", "other=1; \(jar)")])))
        for cookie in response.all("Set-Cookie") {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(pair[0])] = cookie.contains("Max-Age=0") ? nil : String(pair[1])
        }
        return response
    }

    /// The redirect of the n-th attempt's sign-in page.
    @discardableResult
    mutating func bring(_ answer: String, toAttempt number: Int) async -> BrowserResponse {
        await open("/oauth/callback?\(answer)&state=\(TestBrowserDelegate.state(number))")
    }
}

extension BrowserResponse {
    func all(_ name: String) -> [String] {
        headers.filter { $0.name == name }.map(\.value)
    }

    var title: String {
        String(body.split(separator: "<h1>").last?.prefix { $0 != "<" } ?? "")
    }

    /// Where the page's one link leads.
    var link: String? {
        let parts = body.split(separator: "<a href=\"", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[1].prefix { $0 != "\"" }) : nil
    }
}
