package import SignIn
package import Text

/// What a vend needs to know and must not need the ledger for: which session
/// a profile has, and where that session was opened.
package protocol SessionRecords: Sendable {
    func binding(of profile: String) throws(StateError) -> ProfileBinding?
    func record(of session: SessionARN) throws(StateError) -> SessionRecord?
    func bindings() throws(StateError) -> [ProfileBinding]
    func records() throws(StateError) -> [SessionRecord]
    func save(_ binding: ProfileBinding) throws(StateError)
    func save(_ record: SessionRecord) throws(StateError)
    /// Does what a later save does, and takes it back: called before a person goes to a browser.
    func trySaving() throws(StateError)
    func removeBinding(of profile: String) throws(StateError)
    func removeRecord(of session: SessionARN) throws(StateError)
}
