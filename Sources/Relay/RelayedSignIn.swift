import FarsignShared
import Synchronization

/// One login on its way through the browser of this workstation.
final class RelayedSignIn: Sendable {
    /// What the browser or the broker brings about.
    private enum Event: Sendable {
        case signedIn(BrowserSignedIn)
        case browser(BrowserEvent)
    }

    private let login: RelayLogin
    private let host: RelayHostName
    private let link: RelayLink
    private let workstation: Workstation
    private let policy: RelayPolicy
    private let events: AsyncStream<Event>
    private let happened: AsyncStream<Event>.Continuation
    private let progress = Mutex(Progress.none)
    /// Of each attempt, by its state.
    private let phrases = Mutex<[String: Phrase]>([:])

    /// The attempt that is made next is one to be asked about.
    private let isOpening = Mutex(false)

    private enum Progress {
        case none
        case submitting
        case signedIn
    }

    /// A page that is loaded again, as browsers do when they start anew, should not be an error so soon.
    private static let lastPageLifetime = Duration.seconds(600)

    init(
        _ login: RelayLogin, on host: RelayHostName, over link: RelayLink, at workstation: Workstation,
        _ policy: RelayPolicy
    ) {
        self.login = login
        self.host = host
        self.link = link
        self.workstation = workstation
        self.policy = policy
        (events, happened) = AsyncStream.makeStream()
    }

    /// Whether the broker has what this browser brought: how that ends is still to be heard.
    var isSubmitting: Bool { progress.withLock { $0 != .none } }

    /// Whether the broker has said that it did.
    var isSignedIn: Bool { progress.withLock { $0 == .signedIn } }

    /// Returns when nothing is left to do here: signed in, refused, or not to be opened.
    ///
    /// - Throws: `CancellationError` where the login ended another way.
    func run() async throws {
        let serving = Mutex<BrowserSignIn?>(nil)
        let server = try await workstation.serveCallback { [happened] uid in
            happened.yield(.browser(.otherUser(uid: uid)))
        } _: { request in
            // Nobody knows a start page yet while there is none.
            await serving.withLock { $0 }?.answer(request) ?? .notFound
        }
        let signIn = BrowserSignIn(address: server.address, randomBytes: workstation.randomBytes, desk: desk)
        serving.withLock { $0 = signIn }
        let result: Result<Void, any Error>
        do { result = .success(try await follow(signIn)) } catch { result = .failure(error) }
        if isSignedIn {
            Task { [workstation] in
                try? await workstation.pause(Self.lastPageLifetime)
                await server.stop()
            }
        } else {
            await signIn.end(saying: "The login on \(host.onPage) is over.")
            await server.stop()
        }
        try result.get()
    }

    private func follow(_ signIn: BrowserSignIn) async throws {
        guard try await open(signIn, isFirst: true) else { return }
        for await event in events {
            switch event {
            case .signedIn(let signedIn):
                say("signed in as \(signedIn.session), for profile \(profile)")
                return
            case .browser(let event):
                if event != .opened { say(event.text) }
                switch event {
                case .failed(let failure) where !failure.canTryAgain: return
                case .startPageReused(isVoided: true), .cookieMissing:
                    guard try await open(signIn, isFirst: false) else { return }
                case .opened, .startPageReused, .denied, .failed, .otherUser: break
                }
            }
        }
        try Task.checkCancellation()
    }

    /// False where the browser is not to be opened, now or later.
    private func open(_ signIn: BrowserSignIn, isFirst: Bool) async throws -> Bool {
        let offer: BrowserOffer
        isOpening.withLock { $0 = true }
        do {
            offer = try await signIn.offer()
        } catch let error as any ExplainedError {
            say("\(error.summary)" + (error.hint.map { "; \($0)" } ?? ""))
            return false
        }
        isOpening.withLock { $0 = false }
        guard let phrase = phrases.withLock({ $0[offer.state] }) else { return false }
        if isFirst, policy.unasked.contains(host.typed) {
            say(
                "asks to sign in: \(login.profileAndRegion), phrase: \(phrase) (\(host.claimed)); "
                    + "the browser is opened without a question (--yes)")
        } else {
            guard let ask = workstation.ask else {
                say("not opened: there is no terminal to ask at")
                return true
            }
            guard try await ask(RelayQuestion(login: login, host: host, phrase: phrase)) else {
                _ = try? await link.call(.refuse(login.id))
                say("refused; the login there is over")
                return false
            }
        }
        let next = { @Sendable in await signIn.nextStartURL(of: offer) }
        let failure = await workstation.openBrowser(next) { [self] failure in
            guard let url = await next() else { return }
            say("\(failure): if no page is open, open \(url) yourself")
        }
        if let failure, let url = await next() {
            say("no browser could be opened (\(failure)): open \(url) yourself")
        }
        return true
    }

    private var desk: SignInDesk {
        SignInDesk(
            authorize: { [self] address in try await authorize(address) },
            submit: { [self] code, state, _ in try await submit(code, state) },
            deny: { [link, login] state, error, _ in
                // Over already: nothing is left to end.
                _ = try? await link.call(.deny(login.id, state: state, error: error))
            },
            tell: { [self] event in
                if case .failed = event { progress.withLock { $0 = .none } }
                happened.yield(.browser(event))
            })
    }

    /// - Throws: ``SignInURLError`` where the broker would have another page opened than the sign-in page.
    private func authorize(_ address: CallbackAddress) async throws -> BrowserAttempt {
        let phrase = Phrase(randomBytes: workstation.randomBytes)
        let answer = try await link.call(.authorize(login.id, address, phrase))
        let url = try SignInURL(answer["url"]?.text ?? "", redirect: address, allowsSandbox: policy.allowsSandbox)
        phrases.withLock { $0[url.state] = phrase }
        // The last page offers to try again, which shows another phrase on the server.
        if !isOpening.withLock({ $0 }) { say("trying again has the phrase: \(phrase)") }
        return BrowserAttempt(url: url.text, state: url.state)
    }

    /// Once the broker has a code, ``isSubmitting`` says so until the browser's side has told how that failed, or for good.
    private func submit(_ code: Secret<String>, _ state: String) async throws -> BrowserSignedIn {
        progress.withLock { $0 = .submitting }
        guard let signedIn = RelaySignedIn(json: try await link.call(.submit(login.id, .code(code, state: state))))
        else { throw RelayError(.internalError, "the broker's answer cannot be read") }
        let shown = BrowserSignedIn(
            session: signedIn.session, profile: login.profile, host: host.onPage, isLastPage: false)
        progress.withLock { $0 = .signedIn }
        happened.yield(.signedIn(shown))
        return shown
    }

    private var profile: String { login.profile.brief }

    private func say(_ line: String) {
        workstation.say("\(host.typed): \(line)")
    }
}
