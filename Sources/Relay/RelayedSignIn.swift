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
    private let submitting = Mutex(false)

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
    var isSubmitting: Bool { submitting.withLock { $0 } }

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
        await signIn.end(saying: "The login on \(host.typed) is over.")
        await server.stop()
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
        let startURL: String
        do {
            startURL = try await signIn.offer()
        } catch let error as any ExplainedError {
            say("\(error.summary)" + (error.hint.map { "; \($0)" } ?? ""))
            return false
        }
        if !isFirst || !policy.unasked.contains(host.typed) {
            guard let ask = workstation.ask else {
                say("not opened: there is no terminal to ask at")
                return true
            }
            guard try await ask("Is this yours, and does \(host.typed) show the same phrase? Open the browser?") else {
                _ = try? await link.call(.refuse(login.id))
                say("refused; the login there is over")
                return false
            }
        }
        if let failure = await workstation.openBrowser(startURL) {
            say("no browser could be opened (\(failure)): open \(startURL) yourself")
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
                if case .failed = event { submitting.withLock { $0 = false } }
                happened.yield(.browser(event))
            })
    }

    /// - Throws: ``SignInURLError`` where the broker would have another page opened than the sign-in page.
    private func authorize(_ address: CallbackAddress) async throws -> BrowserAttempt {
        let phrase = Phrase(randomBytes: workstation.randomBytes)
        let answer = try await link.call(.authorize(login.id, address, phrase))
        let url = try SignInURL(answer["url"]?.text ?? "", redirect: address, allowsSandbox: policy.allowsSandbox)
        say("asks to sign in: profile \(profile) in \(login.region.brief) (\(host.claimed))")
        say("phrase: \(phrase)")
        return BrowserAttempt(url: url.text, state: url.state)
    }

    /// Once the broker has a code, ``isSubmitting`` says so until the browser's side has told how that failed, or for good.
    private func submit(_ code: Secret<String>, _ state: String) async throws -> BrowserSignedIn {
        submitting.withLock { $0 = true }
        guard let signedIn = RelaySignedIn(json: try await link.call(.submit(login.id, .code(code, state: state))))
        else { throw RelayError(.internalError, "the broker's answer cannot be read") }
        let shown = BrowserSignedIn(session: signedIn.session, profile: login.profile, host: host.typed)
        happened.yield(.signedIn(shown))
        return shown
    }

    private var profile: String { login.profile.brief }

    private func say(_ line: String) {
        workstation.say("\(host.typed): \(line)")
    }
}
