package import FarsignCore
package import RelayProtocol
import Text

/// The way a reply came, as the history tells it.
package struct ReplyOrigin: Sendable {
    let intake: ReplyChannel
    let peer: RelayPeer?

    /// - Parameter peer: who is at the other end of the connection that brought it.
    package init(_ intake: ReplyChannel, from peer: RelayPeer? = nil) {
        self.intake = intake
        self.peer = peer
    }

    var detail: [JSONName: JSONValue] {
        (peer?.detail ?? [:]).merging(["intake": .string(intake.rawValue)]) { $1 }
    }
}

extension RelayPeer {
    /// For the history. The ssh client is the actor's.
    var detail: [JSONName: JSONValue] {
        [
            "way": .string(transport.rawValue), "peer_uid": uid.map { .integer($0) } ?? .null,
            "client": JSONValue(client?.shown),
        ]
    }
}
