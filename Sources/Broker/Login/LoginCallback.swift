import BrowserSignIn
package import FarsignCore
import RelayProtocol
import Session
import SignIn
import Synchronization
import Text

/// The callback of a waiting login: this process receives the browser's requests.
package final class LoginCallback: ReplySource {
    private let offer: BrowserOffer
    /// The UNIX socket to which `ssh -L` forwards; nil if the callback listens on a TCP port.
    package let path: String?

    private let driver: BrowserDriver
    private let events: CallbackEvents
    private let browser: LoginBrowser
    private let workstation: SSHRoute

    /// The page that the person opens to start.
    package var startURL: String { offer.startURL }

    /// Whether a code that a browser delivered is being redeemed.
    var isSubmitting: Bool { events.isSubmitting }

    /// Starts to serve.
    init(
        to offer: LoginOffer, of browser: LoginBrowser, logins: Logins, through ports: LoginPorts,
        relays: RelayRequestHandler
    ) throws {
        let events = CallbackEvents()
        let listener = try ports.callback(browser.place)
        guard let address = browser.address ?? listener.address else {
            preconditionFailure("a callback that has no port must be a forwarded one")
        }
        let signIn = BrowserSignIn(
            address: address, host: ports.host, outlivesLogin: false,
            randomBytes: logins.surroundings.randomBytes,
            delegate: BrowserSignInDelegate(to: offer, of: browser, logins: logins, events))
        let driver = BrowserDriver(listener, signIn, launch: ports.openBrowser) { uid in
            Task {
                try? await blocking { relays.refused(RelayPeer(transport: .callback, uid: uid, pid: nil)) }
                await events.tell(.otherUser(uid: uid))
            }
        }
        do {
            self.offer = try waiting { () async throws(any Error) in try await driver.offer() }
        } catch {
            waiting { await driver.stop(saying: nil) }
            throw error
        }
        path = listener.path
        self.driver = driver
        self.events = events
        self.browser = browser
        workstation = SSHRoute(
            user: logins.actor().user, host: ports.host,
            connection: logins.surroundings.variable("SSH_CONNECTION"))
    }

    /// The instructions to print at the start; nil for a browser on this machine, about which ``start(_:)`` reports.
    package var instructions: String? {
        browser.instructions(startURL: startURL, socket: path, through: workstation)
    }

    /// Opens the browser if it is on this machine.
    package func start(_ deliver: @escaping @Sendable (Arrival) -> Void) {
        events.start(deliver) { [driver, browser] in
            do {
                deliver(.told(browser.invitation(again: try await driver.offer().startURL)))
            } catch {
                let reason = (error as? any ExplainedError)?.summary ?? "\(error)".shown
                deliver(.told("farsign: warning: cannot create a new start page: \(reason)"))
            }
        }
        guard case .here = browser else { return }
        Task { [offer, driver] in
            let failure = await driver.open(offer) { failure in
                deliver(.told("farsign: warning: the browser may not have opened: \(failure.reason)"))
            }
            if let failure {
                deliver(
                    .told(
                        "farsign: warning: no browser could be opened: \(failure.reason); open \(offer.startURL) yourself"
                    ))
            } else {
                deliver(
                    .told("A browser was opened on this machine. If it shows nothing, open \(offer.startURL) in it.")
                )
            }
        }
    }

    package func stop() {
        waiting { [driver] in await driver.stop(saying: "The login on the server has ended.") }
        events.stop()
    }
}

/// Forwards browser events to the waiting login, once it has started to wait.
private final class CallbackEvents: Sendable {
    private struct State {
        var deliver: (@Sendable (Arrival) -> Void)?
        var offerAgain: (@Sendable () async -> Void)?
        var isSubmitting = false
    }

    private let state = Mutex(State())

    func start(
        _ deliver: @escaping @Sendable (Arrival) -> Void, offerAgain: @escaping @Sendable () async -> Void
    ) {
        state.withLock { ($0.deliver, $0.offerAgain) = (deliver, offerAgain) }
    }

    func stop() {
        state.withLock { $0 = State() }
    }

    var isSubmitting: Bool { state.withLock { $0.isSubmitting } }

    func beginSubmit() {
        state.withLock { $0.isSubmitting = true }
    }

    /// - Parameter end: how this reply ended the login; nil if it did not, or another process ended it. The wait then
    ///   looks at the login again, because it ignored all changes meanwhile.
    func endSubmit(_ end: Arrival?) {
        let deliver = state.withLock { state in
            if end == nil { state.isSubmitting = false }
            return state.deliver
        }
        deliver?(end ?? .changed)
    }

    func tell(_ event: BrowserEvent) async {
        let (deliver, offerAgain) = state.withLock { ($0.deliver, $0.offerAgain) }
        // The waiting login itself reports an error that ends it.
        if case .failed(let failure) = event, !failure.canTryAgain { return }
        deliver?(.told("farsign: \(event.text)"))
        if event.needsNewStartPage { await offerAgain?() }
    }
}

extension BrowserSignInDelegate {
    /// The delegate that lets the browser sign in through the broker of this process.
    fileprivate init(
        to offer: LoginOffer, of browser: LoginBrowser, logins: Logins, _ events: CallbackEvents
    ) {
        let origin = { @Sendable (uid: Int?) in
            ReplyOrigin(.callback, from: uid.map { RelayPeer(transport: .callback, uid: $0, pid: nil) })
        }
        self.init(
            authorize: { address in
                try await blocking {
                    try logins.offer(offer.id, at: address, to: .init(name: browser.name, phrase: nil, connection: nil))
                }
            },
            submit: { code, state, uid in
                let reply = Result { () throws(LoginError) in try CodeReply(code: code, state: state) }
                events.beginSubmit()
                do {
                    switch try await blocking({ try logins.take(reply, origin(uid), for: offer.id) }) {
                    case .signedIn(let result):
                        events.endSubmit(.signedIn(result))
                        return result
                    case .refused(let error): throw error
                    case .needsConfirmation(let conflicts): throw LoginError.notReplaced(conflicts)
                    }
                } catch {
                    events.endSubmit(logins.ending(offer.id, by: error))
                    throw error
                }
            },
            deny: { state, error, uid in
                // The login may already have ended; then there is nothing to withdraw.
                try? await blocking { try logins.withdraw(offer.id, state: state, because: error, origin(uid)) }
            },
            tell: { event in await events.tell(event) })
    }
}

extension Logins {
    /// The arrival for an error with which a reply ended the login; nil if the login still waits, or another process
    /// ended it.
    fileprivate func ending(_ id: LoginID, by error: any Error) -> Arrival? {
        guard !isPending(id), let error = error as? any ExplainedError else { return nil }
        if let error = error as? LoginError, error.code == .loginOver { return nil }
        return .failed(error)
    }
}
