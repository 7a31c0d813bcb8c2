public import FarsignCore

/// The way a reply came, as the history tells it.
public struct ReplyOrigin: Sendable {
    let intake: Intake
    let peer: RelayPeer?

    /// - Parameter peer: who is at the other end of the connection that brought it.
    public init(_ intake: Intake, from peer: RelayPeer? = nil) {
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
            "way": .string(way.rawValue), "peer_uid": uid.map { .integer($0) } ?? .null,
            "client": JSONValue(client?.shown),
        ]
    }
}
