package import SignIn
package import Text

/// Something that happened to a login, a session or a profile.
package struct AuditEvent: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case loginStarted = "login-started"
        /// Without a session: given up, refused, or overdue.
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
        /// A relay said hello.
        case relayConnected = "relay-connected"
        /// A process of another user was turned away from a socket.
        case relayRefused = "relay-refused"
        /// The ledger before this one was corrupt, and lies beside it.
        case ledgerSetAside = "ledger-set-aside"
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
    /// Facts about the event, never a secret.
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
