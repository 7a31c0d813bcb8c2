import FarsignCore
import RelayTransport
import Text

// What relays bring goes to their handler. The wait for a reply hears of the rest.

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
