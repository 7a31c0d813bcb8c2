package import Text

/// The configuration files of this machine. A file that is missing is left out; one that others could have changed is
/// an error.
package protocol ConfigurationFiles: Sendable {
    /// The administrator's, in the order in which they are read.
    func system() throws(StateError) -> [ConfigurationFile]
    func user() throws(StateError) -> ConfigurationFile?
    /// A file anywhere. One at the place of a configuration file is checked as such.
    ///
    /// - Parameter kind: what a file elsewhere is read as.
    func file(at path: String, as kind: ConfigurationFile.Kind) throws(StateError) -> ConfigurationFile
}

extension ConfigurationFiles {
    /// The administrator's rules, as they are now.
    ///
    /// - Throws: ``StateError`` for a file that cannot be read or used, since it may have rules.
    package func rules() throws(StateError) -> Rules {
        try Configuration(system: try system()).rules
    }
}
