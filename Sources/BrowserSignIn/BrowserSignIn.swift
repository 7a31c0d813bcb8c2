package import SignIn
import Text

/// The sign-in of one login through a browser on this machine, from the start page to the callback.
///
/// Only the browser that opened the start page can deliver the reply, because it has the attempt's cookie and the
/// start page works once. Another user who reads the start URL, or who calls the callback with a state of his own
/// sign-in, can at most end an attempt, and the person is told.
package actor BrowserSignIn {
    private struct Pending {
        let url: String
        let cookie: (name: String, value: String)
        var isOpened = false
        var isSubmitted = false
    }

    private struct StartPage {
        enum Use {
            case unused
            case used
            /// The page was opened more than once, and this was reported.
            case reused
        }

        let state: String
        var use = Use.unused
    }

    private let address: CallbackAddress
    private let randomBytes: @Sendable (_ count: Int) -> [UInt8]
    private let host: String
    private let outlivesLogin: Bool
    private let delegate: BrowserSignInDelegate

    /// The attempts that can still be answered, by state.
    private var pending: [String: Pending] = [:]
    /// All start pages of the login, because a second use is reported even after the attempt has ended.
    private var starts: [String: StartPage] = [:]
    /// A sentence about how the login ended.
    private var outcome: String?

    /// - Parameters:
    ///   - host: the host of the login, shown on the last page.
    ///   - outlivesLogin: whether pages are still served after the login has ended.
    package init(
        address: CallbackAddress, host: String, outlivesLogin: Bool,
        randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8], delegate: BrowserSignInDelegate
    ) {
        self.address = address
        self.host = host
        self.outlivesLogin = outlivesLogin
        self.randomBytes = randomBytes
        self.delegate = delegate
    }

    /// Creates an attempt with a start page whose URL works once.
    package func offer() async throws -> BrowserOffer {
        let attempt = try await delegate.authorize(address)
        guard outcome == nil else { throw LoginError(.loginOver, "the login has ended") }
        // All ports of 127.0.0.1 share their cookies, so each attempt's cookie has its own name.
        let cookie = (name: "farsign-\(randomBytes(8).hex)", value: randomBytes(16).base64URL)
        pending[attempt.state] = Pending(url: attempt.url, cookie: cookie)
        return BrowserOffer(startURL: startURL(of: attempt.state), state: attempt.state)
    }

    /// Returns another start URL for the same attempt, for the next opener: a failed opener may have shown its page,
    /// and a second use of the same URL would look like a theft.
    ///
    /// Returns nil if one of the attempt's pages was already opened or the attempt has ended.
    func nextStartURL(of offer: BrowserOffer) -> String? {
        guard let attempt = pending[offer.state], !attempt.isOpened else { return nil }
        return startURL(of: offer.state)
    }

    private func startURL(of state: String) -> String {
        let nonce = randomBytes(16).base64URL
        starts[nonce] = StartPage(state: state)
        return address.startURL(nonce: nonce)
    }

    /// Records that the login ended through another channel. Browsers are told so from now on.
    ///
    /// - Parameter outcome: a sentence for a person.
    package func end(saying outcome: String) {
        if self.outcome == nil { self.outcome = outcome }
        pending = [:]
    }

    package func answer(_ request: BrowserRequest) async -> BrowserResponse {
        // A request with another host name comes from a page whose name was rebound to 127.0.0.1 (DNS rebinding).
        let hosts = request.values("host")
        guard request.isPlain, hosts.count == 1, hosts[0].isExactly(address.host) else { return .badRequest }
        guard !request.isPrefetch else { return BrowserResponse(503, .notYet) }
        if request.method == "GET", let nonce = address.nonce(ofStartPage: request.target), starts[nonce] != nil {
            return await start(nonce, uid: request.uid)
        }
        if let outcome { return BrowserResponse(410, .over(outcome)) }
        guard request.method == "GET", request.path == CallbackAddress.callbackPath else {
            return BrowserResponse(404, .notFound)
        }
        return await callback(request)
    }

    private func start(_ nonce: String, uid: Int?) async -> BrowserResponse {
        guard let page = starts[nonce] else { return BrowserResponse(404, .notFound) }
        switch page.use {
        case .unused:
            starts[nonce]?.use = .used
            guard let attempt = pending[page.state] else {
                return BrowserResponse(410, outcome.map(CallbackPage.over) ?? .noSuchSignIn)
            }
            pending[page.state]?.isOpened = true
            if !attempt.isOpened { await delegate.tell(.opened) }
            return .redirect(to: attempt.url, setting: Self.cookie(attempt.cookie.name, attempt.cookie.value))
        case .used:
            starts[nonce]?.use = .reused
            let isVoided = await void(page.state, "start_page_reused", uid)
            await delegate.tell(.startPageReused(isVoided: isVoided))
            return BrowserResponse(410, .startPageReused)
        case .reused:
            return BrowserResponse(410, .startPageReused)
        }
    }

    private func callback(_ request: BrowserRequest) async -> BrowserResponse {
        guard let reply = try? CodeReply(redirect: request.target),
            let attempt = pending[reply.state]
        else { return BrowserResponse(400, .noSuchSignIn) }
        guard request.hasCookie(attempt.cookie.name, value: attempt.cookie.value) else {
            if await void(reply.state, "cookie_missing", request.uid) { await delegate.tell(.cookieMissing) }
            return BrowserResponse(403, .cookieMissing)
        }
        guard !pending.values.contains(where: \.isSubmitted) else { return BrowserResponse(409, .busy) }
        let page: CallbackPage
        switch reply.answer {
        case .denied(let error):
            if await void(reply.state, error, request.uid) { await delegate.tell(.denied(error)) }
            page = .denied(error, startURL: try? await offer().startURL)
        case .code(let code):
            pending[reply.state]?.isSubmitted = true
            page = await submit(code, state: reply.state, uid: request.uid)
        }
        return BrowserResponse(200, page, headers: [("Set-Cookie", Self.cookie(attempt.cookie.name, "", age: 0))])
    }

    private func submit(_ code: Secret<String>, state: String, uid: Int?) async -> CallbackPage {
        do {
            let result = try await delegate.submit(code, state, uid)
            end(saying: "\(result.session) is signed in, for profile \(result.profile) on \(host).")
            return .signedIn(result, on: host, canReload: outlivesLogin)
        } catch {
            pending[state] = nil
            let startURL = try? await offer().startURL
            await delegate.tell(.failed(BrowserFailure(error, canTryAgain: startURL != nil)))
            return .failed(error, startURL: startURL)
        }
    }

    /// Ends an attempt and returns whether it could still be answered. A submitted attempt is the delegate's
    /// responsibility.
    private func void(_ state: String, _ error: String, _ uid: Int?) async -> Bool {
        guard let attempt = pending[state], !attempt.isSubmitted else { return false }
        pending[state] = nil
        await delegate.deny(state, error, uid)
        return true
    }

    /// The callback is reached through a link from another site, for which `Lax` sends the cookie and `Strict` does
    /// not.
    private static func cookie(_ name: String, _ value: String, age: Int? = nil) -> String {
        "\(name)=\(value); Path=/oauth; HttpOnly; SameSite=Lax" + (age.map { "; Max-Age=\($0)" } ?? "")
    }
}
