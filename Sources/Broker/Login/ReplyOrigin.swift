package import FarsignCore
package import RelayProtocol
import Session
import Text

/// The origin of a reply, for the history.
package struct ReplyOrigin: Sendable {
    let channel: ReplyChannel
    let peer: RelayPeer?
    /// Whether a relay passes on a text that a person pasted there.
    let isText: Bool

    /// - Parameter peer: the peer of the connection that delivered the reply.
    package init(_ channel: ReplyChannel, from peer: RelayPeer? = nil, isText: Bool = false) {
        self.channel = channel
        self.peer = peer
        self.isText = isText
    }

    var detail: [JSONName: JSONValue] {
        (peer?.detail ?? [:]).merging(["intake": .string(channel.rawValue)]) { $1 }
    }
}

extension RelayPeer {
    /// For the history. The ssh client is part of the actor.
    var detail: [JSONName: JSONValue] {
        [
            "way": .string(transport.rawValue), "peer_uid": uid.map { .integer($0) } ?? .null,
            "client": JSONValue(client?.shown),
        ]
    }
}
