package import FoundationEssentials
package import SignIn
package import Text

/// The durable history: sessions, profiles, pending logins and audit events.
/// It holds no secret.
package protocol Ledger: Sendable {
    /// Writes changes and events in one transaction, each event chained to
    /// the one before it. Events that cannot be written are counted where
    /// that is possible, and the next one that can be says how many they were.
    func write(_ entry: LedgerEntry) throws(StateError)
    func sessions() throws(StateError) -> [SessionSummary]
    /// Nil where the login is still pending or was never recorded.
    func ending(of login: LoginID) throws(StateError) -> EndedLogin?
    /// Oldest first, the last `filter.limit` of them.
    func events(_ filter: AuditFilter) throws(StateError) -> [AuditRecord]
    /// - Parameter expected: an event that the history must hold.
    func verify(_ expected: AuditCheckpoint?) throws(StateError) -> AuditVerification
}

package struct LedgerEntry: Sendable {
    package enum Change: Sendable {
        case loginStarted(LoginID, profile: String, region: Region, expiresAt: Date)
        /// `reply` is the digest of the reply that ended it, see ``CodeReply/digest``.
        case loginEnded(LoginID, LoginOutcome, reply: String?)
        case signedIn(SessionRecord, credentialsExpireAt: Date)
        case refreshed(SessionARN, credentialsExpireAt: Date)
        /// The service said that the session is over.
        case expired(SessionARN)
        case bound(ProfileBinding)
        case vended(profile: String, SessionRecord, credentialsExpireAt: Date)
        case signedOut(profile: String)
        /// The session's tokens left this machine.
        case tokensRemoved(SessionARN)
    }

    package enum Durability: Sendable {
        /// Survives a power cut: sign-in, refresh, sign-out.
        case full
        /// May lose the last rows in a power cut, never the file: vends, the hot path.
        case normal
    }

    package var time: Date
    package var changes: [Change]
    package var events: [AuditEvent]
    package var durability: Durability

    package init(time: Date, changes: [Change] = [], events: [AuditEvent] = [], durability: Durability = .full) {
        self.time = time
        self.changes = changes
        self.events = events
        self.durability = durability
    }
}

/// A login that is over.
package struct EndedLogin: Sendable, Hashable {
    package let outcome: LoginOutcome
    /// Digest of the reply that ended it; nil where none did.
    package let reply: String?

    package init(outcome: LoginOutcome, reply: String?) {
        self.outcome = outcome
        self.reply = reply
    }
}

/// How a login ended, for the processes that were waiting for it.
package enum LoginOutcome: Sendable, Hashable {
    case signedIn(SignInResult)
    /// The error that ended it.
    case failed(name: String, summary: String, hint: String?)
}

/// A row of `farsign sessions`.
package struct SessionSummary: Sendable, Hashable {
    package enum Status: String, Sendable {
        case active
        case expired
        case signedOut = "signed-out"
    }

    package let profile: String?
    package let session: SessionARN
    package let region: Region?
    package let integration: Integration?
    package let status: Status
    package let signedInAt: Date?
    package let credentialsExpireAt: Date?
    package let refreshCount: Int
    package let vendCount: Int
    package let lastVendedAt: Date?

    package init(
        profile: String?, session: SessionARN, region: Region?, integration: Integration?, status: Status,
        signedInAt: Date?, credentialsExpireAt: Date?, refreshCount: Int, vendCount: Int, lastVendedAt: Date?
    ) {
        self.profile = profile
        self.session = session
        self.region = region
        self.integration = integration
        self.status = status
        self.signedInAt = signedInAt
        self.credentialsExpireAt = credentialsExpireAt
        self.refreshCount = refreshCount
        self.vendCount = vendCount
        self.lastVendedAt = lastVendedAt
    }
}

package struct AuditFilter: Sendable, Hashable {
    package var profile: String?
    package var kind: AuditEvent.Kind?
    package var since: Date?
    package var until: Date?
    package var limit: Int

    package init(
        profile: String? = nil, kind: AuditEvent.Kind? = nil, since: Date? = nil, until: Date? = nil, limit: Int = 50
    ) {
        self.profile = profile
        self.kind = kind
        self.since = since
        self.until = until
        self.limit = limit
    }
}

package enum AuditVerification: Sendable, Hashable {
    /// With the last row's hash.
    case intact(rows: Int, hash: String)
    /// The first row that does not fit, and why.
    case broken(seq: Int, reason: String)
    /// The rows fit, and what holds them was altered or damaged.
    case altered(reason: String)
    /// The rows fit, and a ledger from before them lies beside theirs.
    case setAside(path: String)
}
