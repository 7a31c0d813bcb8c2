package import FoundationEssentials
package import SignIn
package import Text

/// The durable history: sessions, profiles, pending logins and audit events. It contains no secret.
package protocol Ledger: Sendable {
    /// Writes changes and events in one transaction and chains each event to the previous one. If events cannot be
    /// written, they are counted if possible, and the next event that is written states how many were lost.
    func write(_ entry: LedgerEntry) throws(StateError)
    func sessions() throws(StateError) -> [SessionSummary]
    /// Returns nil if the login is still pending or was never recorded.
    func ending(of login: LoginID) throws(StateError) -> EndedLogin?
    /// The last `filter.limit` events, or the first ones after ``AuditFilter/after``; oldest first.
    func events(_ filter: AuditFilter) throws(StateError) -> [AuditRecord]
    /// The vends that handed out an access key, the latest first, 10,000 at most.
    func vends(of accessKeyID: String) throws(StateError) -> [AuditRecord]
    /// How many vends of each profile are in each of the last hours, the current one last. Of many vends, it counts a
    /// sample: the hours of a busy profile keep their proportions, and a rare profile may be missing.
    func recentVends(hours: Int, until now: Date) throws(StateError) -> [ExactText: [Int]]
}
