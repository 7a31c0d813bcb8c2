/// Something that happened to a login, a session or a profile.
public struct AuditEvent: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
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

    public enum Outcome: String, Sendable {
        case ok
        case failed
    }

    public var kind: Kind
    public var outcome: Outcome
    public var profile: String?
    public var session: SessionARN?
    public var actor: Actor
    /// Facts about the event, never a secret.
    public var detail: [JSONName: JSONValue]

    public init(
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

/// Who asked: the process, and the person behind it as far as the machine knows.
public struct Actor: Sendable, Hashable {
    public var uid: Int
    public var user: String?
    public var pid: Int
    /// The program that asked; for a credential process, the parent that ran it.
    public var process: String?
    public var tty: String?
    /// Address and port as sshd gave them.
    public var sshClient: String?

    public init(uid: Int, user: String?, pid: Int, process: String?, tty: String?, sshClient: String?) {
        self.uid = uid
        self.user = user
        self.pid = pid
        self.process = process
        self.tty = tty
        self.sshClient = sshClient
    }

    /// Where the person was, for another person and safe for a terminal; nil where that is not known.
    package var place: String? {
        if let sshClient { return "ssh from \(ShownText(String(sshClient.prefix { $0 != " " }), limit: 50))" }
        return tty.map { "a process at \(ShownText($0, limit: 50))" }
    }
}
