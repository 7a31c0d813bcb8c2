package import FoundationEssentials
package import SignIn

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
