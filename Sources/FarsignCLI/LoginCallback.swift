import Broker
import FarsignCore
import Synchronization

/// The callback of a login that waits: its browser's requests come to this process.
final class LoginCallback: ReplySource {
    private let offer: BrowserOffer
    /// The UNIX socket that `ssh -L` has to lead to; nil on a port.
    let path: String?

    private let listener: any CallbackListening
    private let signIn: BrowserSignIn
    private let events: CallbackEvents
    private let browser: LoginBrowser
    private let openBrowser: BrowserLaunch
    private let workstation: SSHRoute

    /// What the person opens first.
    var startURL: String { offer.startURL }

    /// Serves from now on.
    init(to offer: LoginOffer, of browser: LoginBrowser, through doors: LoginDoors, world: World) throws {
        let events = CallbackEvents()
        let desk = SignInDesk(to: offer, of: browser, logins: world.logins, host: doors.host, events)
        let randomBytes = world.service.surroundings.randomBytes
        let serving = Mutex<BrowserSignIn?>(nil)
        let relays = world.desk(host: doors.host)
        let listener = try doors.callback(browser.place) { uid in
            Task {
                try? await blocking { relays.refused(RelayPeer(way: .callback, uid: uid, pid: nil)) }
                await events.tell(.otherUser(uid: uid))
            }
        } _: { request in
            // Nobody knows a start page yet while there is none.
            await serving.withLock { $0 }?.answer(request) ?? .notFound
        }
        guard let address = browser.address ?? listener.port.flatMap(CallbackAddress.init(port:)) else {
            preconditionFailure("a callback without a port of its own is forwarded to one")
        }
        let signIn = BrowserSignIn(address: address, randomBytes: randomBytes, desk: desk)
        serving.withLock { $0 = signIn }
        do {
            self.offer = try waiting { () async throws(any Error) in try await signIn.offer() }
        } catch {
            listener.stop()
            throw error
        }
        path = listener.path
        self.listener = listener
        self.signIn = signIn
        self.events = events
        self.browser = browser
        openBrowser = doors.openBrowser
        workstation = SSHRoute(
            user: world.actor().user, host: doors.host,
            connection: world.service.surroundings.variable("SSH_CONNECTION"))
    }

    /// What the person is told first; nil where a browser is opened here, which is told once it is.
    var instructions: String? {
        browser.instructions(startURL: startURL, socket: path, through: workstation)
    }

    /// Opens the browser, where it is one of this machine.
    func start(_ deliver: @escaping @Sendable (Arrival) -> Void) {
        events.start(deliver) { [signIn, browser] in
            do {
                deliver(.told(browser.invitation(again: try await signIn.offer().startURL)))
            } catch {
                let reason = (error as? any ExplainedError)?.summary ?? "\(error)".shown
                deliver(.told("farsign: warning: no other page can be made: \(reason)"))
            }
        }
        guard case .here = browser else { return }
        // The start URL itself stays good for the person.
        let next = { @Sendable [signIn, offer] in await signIn.nextStartURL(of: offer) }
        Task { [startURL, openBrowser] in
            let failure = await openBrowser(next) { failure in
                guard await next() != nil else { return }
                deliver(.told("farsign: warning: the browser may not have opened: \(failure)"))
            }
            if let failure {
                deliver(.told("farsign: warning: no browser could be opened: \(failure); open \(startURL) yourself"))
            } else {
                deliver(.told("A browser was opened on this machine. Where it shows nothing, open \(startURL) in it."))
            }
        }
    }

    func stop() {
        waiting { [signIn] in await signIn.end(saying: "The login on the server is over.") }
        listener.stop()
        events.stop()
    }
}

/// Hands what browsers did over to the wait, once that has begun.
private final class CallbackEvents: Sendable {
    private struct State {
        var deliver: (@Sendable (Arrival) -> Void)?
        var offerAgain: (@Sendable () async -> Void)?
    }

    private let state = Mutex(State())

    func start(
        _ deliver: @escaping @Sendable (Arrival) -> Void, offerAgain: @escaping @Sendable () async -> Void
    ) {
        state.withLock { $0 = State(deliver: deliver, offerAgain: offerAgain) }
    }

    func stop() {
        state.withLock { $0 = State() }
    }

    func tell(_ event: BrowserEvent) async {
        let (deliver, offerAgain) = state.withLock { ($0.deliver, $0.offerAgain) }
        // What ends the login is told by whoever waits for it.
        if case .failed(let failure) = event, !failure.canTryAgain { return }
        deliver?(.told("farsign: \(event.text)"))
        switch event {
        case .startPageReused(isVoided: true), .cookieMissing: await offerAgain?()
        case .opened, .startPageReused, .denied, .failed, .otherUser: break
        }
    }
}

extension SignInDesk {
    /// The broker's own.
    fileprivate init(
        to offer: LoginOffer, of browser: LoginBrowser, logins: Logins, host: String, _ events: CallbackEvents
    ) {
        let origin = { @Sendable (uid: Int?) in
            ReplyOrigin(.callback, from: uid.map { RelayPeer(way: .callback, uid: $0, pid: nil) })
        }
        self.init(
            authorize: { address in
                try await blocking {
                    try logins.offer(offer.id, at: address, to: .init(name: browser.name, phrase: nil, connection: nil))
                }
            },
            submit: { code, state, uid in
                let reply = Result { () throws(LoginError) in try CodeReply(code: code, state: state) }
                switch try await blocking({ try logins.take(reply, origin(uid), for: offer.id) }) {
                case .signedIn(let signedIn):
                    return BrowserSignedIn(
                        session: signedIn.session, profile: signedIn.profile, host: host, isLastPage: true)
                case .refused(let error): throw error
                case .needsConfirmation(let conflicts): throw LoginError.notReplaced(conflicts)
                }
            },
            deny: { state, error, uid in
                // Over already: nothing is left to end.
                try? await blocking { try logins.withdraw(offer.id, state: state, because: error, origin(uid)) }
            },
            tell: { event in await events.tell(event) })
    }
}
