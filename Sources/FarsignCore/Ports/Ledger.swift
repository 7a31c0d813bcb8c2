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
