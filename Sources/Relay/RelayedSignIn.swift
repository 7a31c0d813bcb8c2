import BrowserSignIn
import RelayProtocol
import SignIn
import Synchronization
import Text

/// One login that is signed in through this workstation's browser.
final class RelayedSignIn: Sendable {
    /// An event from the browser or the broker.
    private enum Event: Sendable {
        case signedIn(SignInResult)
        case browser(BrowserEvent)
    }

    private let login: WaitingLogin
    private let host: RelayHostName
    private let link: RelayLink
    private let workstation: Workstation
    private let policy: RelayPolicy
    private let events: AsyncStream<Event>
    private let happened: AsyncStream<Event>.Continuation
    private let progress = Mutex(Progress.none)
    /// The phrase of each attempt, by its state.
    private let phrases = Mutex<[String: Phrase]>([:])

    /// Whether the next attempt is one that the person is asked about.
    private let isOpening = Mutex(false)

    private enum Progress {
        case none
        case submitting
        case signedIn
    }

    /// How long the last page can be reloaded, as browsers do when they restart.
    private static let lastPageLifetime = Duration.seconds(600)

    init(
        _ login: WaitingLogin, on host: RelayHostName, over link: RelayLink, at workstation: Workstation,
        _ policy: RelayPolicy
    ) {
        self.login = login
        self.host = host
        self.link = link
        self.workstation = workstation
        self.policy = policy
        (events, happened) = AsyncStream.makeStream()
    }

    /// Whether the broker has received a code from this browser and the result is not known yet.
    var isSubmitting: Bool { progress.withLock { $0 != .none } }

    /// Whether the broker has reported success.
    var isSignedIn: Bool { progress.withLock { $0 == .signedIn } }

    /// Returns when nothing is left to do here: signed in, refused, or not allowed to open.
    ///
    /// - Throws: `CancellationError` if the login ended through another channel.
    func run() async throws {
        let listener = try workstation.listen()
        guard let address = listener.address else {
            preconditionFailure("the workstation listens on a port")
        }
        let signIn = BrowserSignIn(
            address: address, host: host.onPage, outlivesLogin: true, randomBytes: workstation.randomBytes,
            delegate: delegate)
        let browser = BrowserDriver(listener, signIn, launch: workstation.openBrowser) { [happened] uid in
            happened.yield(.browser(.otherUser(uid: uid)))
        }
        let result: Result<Void, any Error>
        do { result = .success(try await follow(browser)) } catch { result = .failure(error) }
        if isSignedIn {
            Task { [workstation] in
                try? await workstation.pause(Self.lastPageLifetime)
                await browser.stop(saying: nil)
            }
        } else {
            await browser.stop(saying: "The login on \(host.onPage) has ended.")
        }
        try result.get()
    }

    private func follow(_ browser: BrowserDriver) async throws {
        guard try await open(browser, isFirst: true) else { return }
        for await event in events {
            switch event {
            case .signedIn(let result):
                say("signed in as \(result.session), for profile \(profile)")
                return
            case .browser(let event):
                if event != .opened { say(event.text) }
                if case .failed(let failure) = event, !failure.canTryAgain { return }
                if event.needsNewStartPage {
                    guard try await open(browser, isFirst: false) else { return }
                }
            }
        }
        try Task.checkCancellation()
    }

    /// Returns false if the browser must not be opened for this login.
    private func open(_ browser: BrowserDriver, isFirst: Bool) async throws -> Bool {
        let offer: BrowserOffer
        isOpening.withLock { $0 = true }
        do {
            offer = try await browser.offer()
        } catch let error as any ExplainedError {
            say("\(error.summary)" + (error.hint.map { "; \($0)" } ?? ""))
            return false
        }
        isOpening.withLock { $0 = false }
        guard let phrase = phrases.withLock({ $0[offer.state] }) else { return false }
        if isFirst, policy.unasked.contains(host.typed) {
            say(
                "asks to sign in: \(login.profileAndRegion), phrase: \(phrase) (\(host.claimed)); "
                    + "opening the browser without a question (--yes)")
        } else {
            guard let ask = workstation.ask else {
                say("the browser was not opened: there is no terminal for the question")
                return true
            }
            guard try await ask(RelayQuestion(login: login, host: host, phrase: phrase)) else {
                _ = try? await link.ask { [login] in try await $0.refuse(login.id, timeout: $1) }
                say("refused; the login on the server has ended")
                return false
            }
        }
        let failure = await browser.open(offer) { [self] failure in
            if let url = failure.startURL { say("\(failure.reason): if no page is open, open \(url) yourself") }
        }
        if let failure, let url = failure.startURL {
            say("no browser could be opened (\(failure.reason)): open \(url) yourself")
        }
        return true
    }

    private var delegate: BrowserSignInDelegate {
        BrowserSignInDelegate(
            authorize: { [self] address in try await authorize(address) },
            submit: { [self] code, state, _ in try await submit(code, state) },
            deny: { [link, login] state, error, _ in
                // The login may already have ended; then there is nothing to deny.
                try? await link.ask { [login] in
                    try await $0.deny(login.id, state: state, error: error, timeout: $1)
                }
            },
            tell: { [self] event in
                if case .failed = event { progress.withLock { $0 = .none } }
                happened.yield(.browser(event))
            })
    }

    /// - Throws: ``SignInURLError`` if the broker's URL is not the sign-in page.
    private func authorize(_ address: CallbackAddress) async throws -> BrowserAttempt {
        let phrase = Phrase(randomBytes: workstation.randomBytes)
        let page = try await link.ask { [login] in
            try await $0.authorize(login.id, at: address, phrase, timeout: $1)
        }
        let url = try SignInURL(page.url, redirect: address, allowsSandbox: policy.allowsSandbox)
        phrases.withLock { $0[url.state] = phrase }
        // The last page offers another attempt, whose phrase the server shows.
        if !isOpening.withLock({ $0 }) { say("the new attempt has the phrase: \(phrase)") }
        return BrowserAttempt(url: url.text, state: url.state)
    }

    /// Submits a code. ``isSubmitting`` stays true until the browser has reported the failure, or for good.
    private func submit(_ code: Secret<String>, _ state: String) async throws -> SignInResult {
        progress.withLock { $0 = .submitting }
        let result = try await link.ask { [login] in
            try await $0.submit(code, state: state, for: login.id, timeout: $1)
        }
        progress.withLock { $0 = .signedIn }
        happened.yield(.signedIn(result))
        return result
    }

    private var profile: String { login.profile.brief }

    private func say(_ line: String) {
        workstation.say("\(host.typed): \(line)")
    }
}
