package import FoundationEssentials
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

/// The secrets of pending logins, each in a 0600 file of its own, unlinked
/// when the login ends.
package protocol PendingLoginFiles: Sendable {
    func ids() throws(StateError) -> [LoginID]
    /// Nil once the login is over.
    func read(_ id: LoginID) throws(StateError) -> Secret<[UInt8]>?
    func write(_ id: LoginID, _ contents: Secret<[UInt8]>) throws(StateError)
    func remove(_ id: LoginID) throws(StateError)
    /// Cheap enough to be asked several times a second.
    func exists(_ id: LoginID) -> Bool
    /// When the file was last written, whether or not it can be read; nil where there is none.
    func written(_ id: LoginID) -> Date?
    /// Removes what writers that were killed left behind.
    func removeLeftovers() throws(StateError)
}

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

/// What only one process at a time may do. The kernel drops a lock with the
/// process that holds it.
package enum LockSubject: Sendable, Hashable {
    /// Refreshing, replacing or removing a session's tokens. The lock is kept beside the tokens, so that it holds
    /// between callers whose state directories differ.
    case session(SessionRecord)
    /// Taking a reply for a pending login.
    case login(LoginID)
}

package protocol Locks: Sendable {
    /// Waits for its turn, for at most `limit`.
    ///
    /// - Throws: ``StateError/Code/locked`` once that is over; what `body` throws.
    func hold<Result>(
        _ subject: LockSubject, within limit: Duration, _ body: (any HeldLock) throws -> Result
    ) throws -> Result
}

/// A lock while it is held.
package protocol HeldLock {
    /// What a holder left in the time that this process waited for it; nil where there was no wait.
    func message() -> String?
    /// For those who are waiting now. Nobody else will read it.
    func leave(_ message: String)
}

extension Locks {
    /// The longest exchange with the service, and what is written after it.
    private static var longest: Duration { .seconds(60) }

    package func hold<Result>(_ subject: LockSubject, _ body: () throws -> Result) throws -> Result {
        try hold(subject, within: Self.longest) { _ in try body() }
    }
}

/// The AWS tools' config and shared credentials files.
package protocol AWSConfigFiles: Sendable {
    var configPath: String { get }
    var credentialsPath: String { get }
    /// Empty where there is no file.
    func config() throws(StateError) -> AWSConfigFile
    func credentials() throws(StateError) -> AWSConfigFile
    /// Reads the config under a lock, lets `change` edit it, and replaces the
    /// file where a byte changed.
    func edit(_ change: (inout AWSConfigFile) throws -> Void) throws
    /// Does what a later ``edit(_:)`` does before the file changes, and takes it back: called before a person goes to a
    /// browser.
    func tryEditing() throws(StateError)
    /// Completes an edit that a killed process began in a file that cannot be replaced.
    func finishEdit() throws(StateError)
}
