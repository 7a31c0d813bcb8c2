package import SignIn
package import Text

/// The journal of sign-ins whose sessions are being stored, with one file each. If a process is killed meanwhile, the
/// next process finds the entry and finishes the sign-in.
package protocol SignInJournal: Sendable {
    func entries() throws(StateError) -> [SignInJournalEntry]
    /// The logins with any file in the journal, including the temporary file of a killed writer.
    func logins() throws(StateError) -> [LoginID]
    /// Returns nil once the session is stored.
    func entry(of login: LoginID) throws(StateError) -> SignInJournalEntry?
    func write(_ entry: SignInJournalEntry) throws(StateError)
    func remove(_ login: LoginID) throws(StateError)
}
