import Broker
import FarsignCore
import Text

/// The channels besides the terminal that can deliver a reply to a waiting login. They are open until ``stop()``.
struct ReplyChannels {
    /// The queue to which all channels deliver.
    let arrivals = ArrivalQueue()
    private var sources: [any ReplySource] = []
    /// The socket for relays; nil if it could not be created.
    private(set) var socket: String?
    /// The callback of this process; nil if none was requested.
    private(set) var callback: LoginCallback?

    /// A channel for relays that cannot be opened is only a warning, because the person can still paste the reply. A
    /// requested callback that cannot be served is an error.
    init(to offer: LoginOffer, browser: LoginBrowser?, through ports: LoginPorts, world: World) throws {
        do {
            try open(ports.watch())
            do throws(StateError) {
                let socket = try ports.socket(world.relayHandler(host: ports.host)).get()
                try open(socket.source)
                self.socket = socket.path
            } catch {
                warn("relays cannot connect to this login", error, world)
            }
            if let path = world.service.surroundings.variable("FARSIGN_RELAY"), !path.isEmpty {
                do throws(StateError) {
                    try open(ports.forwarded(path, world.relayHandler(host: ports.host, only: offer.id)).get())
                } catch {
                    warn("FARSIGN_RELAY cannot be used", error, world)
                }
            }
            if let browser {
                let callback = try LoginCallback(to: offer, of: browser, through: ports, world: world)
                try open(callback)
                if let warning = browser.warning { world.console.warn(warning) }
                self.callback = callback
            }
        } catch {
            stop()
            throw error
        }
    }

    private mutating func open(_ source: any ReplySource) throws(StateError) {
        try source.start { [arrivals] in arrivals.add($0) }
        sources.append(source)
    }

    private func warn(_ what: String, _ error: StateError, _ world: World) {
        world.console.warn("\(what): \(error.summary)" + (error.hint.map { "; \($0)" } ?? ""))
    }

    func stop() {
        for source in sources.reversed() { source.stop() }
    }
}
