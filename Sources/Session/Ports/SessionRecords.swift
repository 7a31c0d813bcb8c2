package import SignIn
package import Text

/// The records that `farsign credentials` reads instead of the ledger: which session a profile has and where that
/// session was opened.
package protocol SessionRecords: Sendable {
    func binding(of profile: String) throws(StateError) -> ProfileBinding?
    func record(of session: SessionARN) throws(StateError) -> SessionRecord?
    func bindings() throws(StateError) -> [ProfileBinding]
    func records() throws(StateError) -> [SessionRecord]
    func save(_ binding: ProfileBinding) throws(StateError)
    func save(_ record: SessionRecord) throws(StateError)
    /// Tests whether a later save could succeed, and undoes the test. Called before the person is sent to a browser.
    func trySaving() throws(StateError)
    func removeBinding(of profile: String) throws(StateError)
    func removeRecord(of session: SessionARN) throws(StateError)
}
