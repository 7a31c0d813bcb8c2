package import SignIn
package import Text

/// The store for the tokens of sessions.
///
/// It is currently the AWS tools' own cache. A store that seals tokens in the ledger with a key in the kernel's
/// keyring can follow with the same interface.
package protocol TokenStore: Sendable {
    /// Returns nil if the session has no tokens. A half-written file is read again for a short time before
    /// ``StateError/Code/tokenUnreadable`` is thrown.
    func load(_ session: SessionRecord) throws(StateError) -> SessionTokens?
    /// The region in which the session's tokens were issued, according to them; nil if there are no tokens or they do
    /// not name one.
    func signInRegion(of session: SessionARN, in tokenDirectory: String) throws(StateError) -> NamedRegion?
    func save(_ tokens: SessionTokens, of session: SessionRecord) throws(StateError)
    /// Whether the tokens exist, readable or not. If their whole directory is missing (it may be unmounted), the
    /// answer is true.
    func exist(of session: SessionRecord) throws(StateError) -> Bool
    /// Does nothing if there are no tokens.
    func remove(_ session: SessionRecord) throws(StateError)
    /// Throws what a later ``save(_:of:)`` would throw because of permissions. Called before a refresh token is used
    /// up.
    func checkWritable(in tokenDirectory: String) throws(StateError)
    /// Tests whether the first ``save(_:of:)`` could succeed, and undoes the test. Called before the person is sent
    /// to a browser.
    func trySaving(in tokenDirectory: String) throws(StateError)
    /// Where the session's tokens are stored, for messages.
    func location(of session: SessionRecord) -> String
}
