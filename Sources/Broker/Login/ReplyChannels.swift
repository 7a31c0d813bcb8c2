package import FarsignCore
package import RelayProtocol
import Session
import SignIn
import Text

/// The channels besides the terminal that can deliver a reply to a waiting login. They are open until ``stop()``.
package struct ReplyChannels {
    /// The queue to which all channels deliver.
    let arrivals = ArrivalQueue()
    private var sources: [any ReplySource] = []
    /// The socket for relays; nil if it could not be created.
    package private(set) var socket: String?
    /// The callback of this process; nil if none was requested.
    package private(set) var callback: LoginCallback?

    /// A channel for relays that cannot be opened is only a warning, because the person can still paste the reply. A
    /// requested callback that cannot be served is an error.
    package init(
        to offer: LoginOffer, of logins: Logins, browser: LoginBrowser?, through ports: LoginPorts,
        greeting: RelayGreeting
    ) throws {
        let warn = logins.warn
        let relays = { (login: LoginID?) in
            RelayRequestHandler(logins: logins, greeting: greeting, only: login, warn: warn)
        }
        do {
            try open(ports.watch())
            do throws(StateError) {
                let socket = try ports.socket(relays(nil)).get()
                try open(socket.source)
                self.socket = socket.path
            } catch {
                warn("relays cannot connect to this login: " + Self.text(error))
            }
            if let path = logins.surroundings.variable("FARSIGN_RELAY"), !path.isEmpty {
                do throws(StateError) {
                    try open(ports.forwarded(path, relays(offer.id)).get())
                } catch {
                    warn("FARSIGN_RELAY cannot be used: " + Self.text(error))
                }
            }
            if let browser {
                let callback = try LoginCallback(
                    to: offer, of: browser, logins: logins, through: ports, relays: relays(nil))
                try open(callback)
                if let warning = browser.warning { warn(warning) }
                self.callback = callback
            }
        } catch {
            stop()
            throw error
        }
    }

    /// Whether the callback has a code that is being exchanged.
    var isSubmitting: Bool { callback?.isSubmitting ?? false }

    private mutating func open(_ source: any ReplySource) throws(StateError) {
        try source.start { [arrivals] in arrivals.add($0) }
        sources.append(source)
    }

    private static func text(_ error: StateError) -> String {
        error.summary + (error.hint.map { "; \($0)" } ?? "")
    }

    package func stop() {
        for source in sources.reversed() { source.stop() }
    }
}
