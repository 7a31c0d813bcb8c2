package import SignIn
package import Text

/// Sign-ins whose sessions are being stored, each in a file of its own for that long. One that outlives its process
/// tells the next one what there is to finish.
package protocol SignInJournal: Sendable {
    func entries() throws(StateError) -> [SignInJournalEntry]
    /// Logins of which there is anything, be it what a killed writer left.
    func logins() throws(StateError) -> [LoginID]
    /// Nil once the session is stored.
    func entry(of login: LoginID) throws(StateError) -> SignInJournalEntry?
    func write(_ entry: SignInJournalEntry) throws(StateError)
    func remove(_ login: LoginID) throws(StateError)
}
