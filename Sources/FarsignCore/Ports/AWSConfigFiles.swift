package import Text

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
