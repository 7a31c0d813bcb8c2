package import FoundationEssentials
package import SignIn
package import Text

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
