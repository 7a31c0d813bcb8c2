package import Text

/// Access to the AWS tools' config and shared credentials files.
package protocol AWSConfigFiles: Sendable {
    var configPath: String { get }
    var credentialsPath: String { get }
    /// Empty if the file does not exist.
    func config() throws(StateError) -> AWSConfigFile
    func credentials() throws(StateError) -> AWSConfigFile
    /// Reads the config under a lock, lets `change` edit it, and replaces the file if a byte changed.
    func edit(_ change: (inout AWSConfigFile) throws -> Void) throws
    /// Tests whether a later ``edit(_:)`` could write the file, and undoes the test. Called before the person is sent
    /// to a browser.
    func tryEditing() throws(StateError)
    /// Completes an edit that a killed process began in a file that can only be written in place.
    func finishEdit() throws(StateError)
}
