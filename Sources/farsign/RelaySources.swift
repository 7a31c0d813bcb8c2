import FarsignCore
import RelayTransport
import Text

// The handler receives the requests of relays; the waiting login receives only notices.

extension LoginWatch: ReplySource {
    func start(_ deliver: @escaping @Sendable (Arrival) -> Void) throws(StateError) {
        try start(changed: { deliver(.changed) })
    }
}

extension RelaySocket: ReplySource {
    func start(_ deliver: @escaping @Sendable (Arrival) -> Void) throws(StateError) {
        try start()
    }
}

extension ForwardedRelay: ReplySource {
    func start(_ deliver: @escaping @Sendable (Arrival) -> Void) throws(StateError) {
        try start(tell: { deliver(.told($0)) })
    }
}
