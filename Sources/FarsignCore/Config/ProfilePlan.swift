package import SignIn
import Text

/// What a sign-in is about to write into a profile, and whether every AWS tool would then use it.
package struct ProfilePlan: Sendable, Hashable {
    package let profile: String
    /// The one key by which the profile is to have its credentials.
    package let key: String
    package let value: String
    /// The other one of the two.
    package let removing: String

    package init(profile: String, key: String, value: String, removing: String) {
        self.profile = profile
        self.key = key
        self.value = value
        self.removing = removing
    }

    /// What makes the Python tools look for credentials in a profile.
    private static let sources = ProfileCredentials.otherKeys + ["login_session"]

    package func applied(to config: AWSConfigFile) throws(ConfigError) -> AWSConfigFile {
        var config = config
        try config.set(key, to: value, in: profile)
        try config.remove(removing, in: profile)
        return config
    }

    /// - Returns: what a person should be told: files that the Python tools cannot read at all.
    /// - Throws: ``ConfigError/Code/otherCredentials`` for credentials that any of the tools would see beside ours;
    ///   ``ConfigError/Code/ambiguousConfig`` where the Python tools would not see ours, or the profile cannot be edited.
    package func check(
        _ config: AWSConfigFile, _ credentials: AWSConfigFile, paths: (config: String, credentials: String)
    ) throws(ConfigError) -> [String] {
        try ProfileCredentials(of: profile, config: config, credentials: credentials).check(profile, paths: paths)
        let written = try applied(to: config)
        var warnings: [String] = []
        let isReadable = read(config, paths.config, &warnings) != nil
        let shared = read(credentials, paths.credentials, &warnings)
        if let found = Self.sources.first(where: { shared?.value($0, in: profile) != nil }) {
            throw ProfileCredentials.error(profile, found, paths.credentials)
        }
        guard isReadable else { return warnings }
        let python = try? PythonConfig(written)
        let others = Self.sources.filter { $0 != key && $0 != removing }
        if let found = others.first(where: { python?.value($0, in: profile) != nil }) {
            throw ProfileCredentials.error(profile, found, paths.config)
        }
        guard python?.value(key, in: profile) == .text(value), python?.value(removing, in: profile) == nil else {
            throw ConfigError(
                .ambiguousConfig,
                "the AWS CLI and boto3 would not see what farsign writes into profile \(profile.shown) of "
                    + paths.config.shown,
                hint: "look for a second section of that profile, a section DEFAULT, and odd white space")
        }
        return warnings
    }

    private func read(_ file: AWSConfigFile, _ path: String, _ warnings: inout [String]) -> PythonConfig? {
        do throws(PythonConfig.Unreadable) {
            return try PythonConfig(file)
        } catch {
            warnings.append(
                "the AWS CLI and boto3 cannot read \(path.shown), because of line \(error.line): \(error.reason)")
            return nil
        }
    }
}
