import BrowserSignIn
import BrowserTestSupport
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

extension TestBrowser {
    init(_ signIn: BrowserSignIn) {
        self.init { request in await signIn.answer(request) }
    }

    /// The redirect of the n-th attempt's sign-in page.
    @discardableResult
    mutating func bring(_ answer: String, toAttempt number: Int) async -> BrowserResponse {
        await open("/oauth/callback?\(answer)&state=\(TestBrowserDelegate.state(number))")
    }
}
