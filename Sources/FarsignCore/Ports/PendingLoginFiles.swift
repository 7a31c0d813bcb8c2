package import FoundationEssentials
package import SignIn
package import Text

/// The secrets of pending logins, each in its own 0600 file, which is unlinked when the login ends.
package protocol PendingLoginFiles: Sendable {
    func ids() throws(StateError) -> [LoginID]
    /// Returns nil once the login has ended.
    func read(_ id: LoginID) throws(StateError) -> Secret<[UInt8]>?
    func write(_ id: LoginID, _ contents: Secret<[UInt8]>) throws(StateError)
    func remove(_ id: LoginID) throws(StateError)
    /// Cheap enough to be called several times per second.
    func exists(_ id: LoginID) -> Bool
    /// When the file was last written, even if it cannot be read; nil if it does not exist.
    func written(_ id: LoginID) -> Date?
    /// Removes the temporary files of killed writers.
    func removeLeftovers() throws(StateError)
}
