package import FoundationEssentials
package import SignIn

package struct LedgerEntry: Sendable {
    package enum Change: Sendable {
        case loginStarted(LoginID, profile: String, region: Region, expiresAt: Date)
        /// `reply` is the digest of the reply that ended the login; see ``CodeReply/digest``.
        case loginEnded(LoginID, LoginOutcome, reply: String?)
        case signedIn(SessionRecord, credentialsExpireAt: Date)
        case refreshed(SessionARN, credentialsExpireAt: Date)
        /// The service reported that the session has ended.
        case expired(SessionARN)
        case bound(ProfileBinding)
        case signedOut(profile: String)
        /// The session's tokens were removed from this machine.
        case tokensRemoved(SessionARN)
    }

    package enum Durability: Sendable {
        /// Survives a power cut, as do all rows before it. Used for sign-in, refresh and sign-out.
        case full
        /// A power cut may lose the last rows but never damages the file. Used for vending and for the start of a login,
        /// whose callers wait for it.
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
