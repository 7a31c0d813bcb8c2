package import SignIn
package import Text

/// Tokens of signed-in sessions.
///
/// Today the AWS tools' own cache; tokens sealed in the ledger, with the key
/// in the kernel's keyring, are to follow behind the same three functions.
package protocol TokenStore: Sendable {
    /// Nil where the session has none. A half-written file is read again
    /// briefly before it is reported as ``StateError/Code/tokenUnreadable``.
    func load(_ session: SessionRecord) throws(StateError) -> SessionTokens?
    /// Where the session's tokens say that they were signed in; nil where they do not, or are not there.
    func signInRegion(of session: SessionARN, in tokenDirectory: String) throws(StateError) -> NamedRegion?
    func save(_ tokens: SessionTokens, of session: SessionRecord) throws(StateError)
    /// Whether they are there, readable or not. Where their whole directory is missing, nobody can say, and they count as
    /// being there.
    func exist(of session: SessionRecord) throws(StateError) -> Bool
    /// Nothing happens where there are none.
    func remove(_ session: SessionRecord) throws(StateError)
    /// Throws what a later ``save(_:of:)`` would as far as permissions tell: asked before a refresh token is spent.
    func checkWritable(in tokenDirectory: String) throws(StateError)
    /// Does what the first ``save(_:of:)`` does, and takes it back: called before a person goes to a browser.
    func trySaving(in tokenDirectory: String) throws(StateError)
    /// Where the session's tokens are, for messages.
    func location(of session: SessionRecord) -> String
}
