package import SignIn
package import Text

/// An event in the life of a login, a session or a profile.
package struct AuditEvent: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case loginStarted = "login-started"
        /// The login ended without a session: cancelled, refused, or past its deadline.
        case loginEnded = "login-ended"
        case replyReceived = "reply-received"
        case replyRefused = "reply-refused"
        case signedIn = "signed-in"
        case exchangeFailed = "exchange-failed"
        case profileUpdated = "profile-updated"
        case vended
        case refreshed
        case refreshFailed = "refresh-failed"
        case signedOut = "signed-out"
        case revoked
        /// A relay completed `hello`.
        case relayConnected = "relay-connected"
        /// A socket refused the connection of another user's process.
        case relayRefused = "relay-refused"
        /// The previous ledger was corrupt; it was renamed and kept in the same directory.
        case ledgerSetAside = "ledger-set-aside"
        /// From here on, checkpoints of this history are signed with another key.
        case checkpointKey = "checkpoint-key"
        /// Earlier rows were removed; their hashes are in here.
        case historyPruned = "history-pruned"
    }

    package enum Outcome: String, Sendable {
        case ok
        case failed
    }

    package var kind: Kind
    package var outcome: Outcome
    package var profile: String?
    package var session: SessionARN?
    package var actor: Actor
    /// Facts about the event. They never contain a secret.
    package var detail: [JSONName: JSONValue]

    package init(
        _ kind: Kind, _ outcome: Outcome = .ok, profile: String? = nil, session: SessionARN? = nil, actor: Actor,
        detail: [JSONName: JSONValue] = [:]
    ) {
        self.kind = kind
        self.outcome = outcome
        self.profile = profile
        self.session = session
        self.actor = actor
        self.detail = detail
    }
}
