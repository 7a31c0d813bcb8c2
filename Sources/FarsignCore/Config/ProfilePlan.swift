package import Session
package import SignIn
import Text

/// The change that a sign-in will make to a profile, and the check whether every AWS tool would then use it.
package struct ProfilePlan: Sendable, Hashable {
    package let profile: String
    /// The key that will give the profile its credentials.
    package let key: String
    package let value: String
    /// The other key of the two, which is removed.
    package let removing: String

    package init(profile: String, key: String, value: String, removing: String) {
        self.profile = profile
        self.key = key
        self.value = value
        self.removing = removing
    }

    /// The keys for which the Python tools look for credentials in a profile.
    private static let sources = OtherCredentials.otherKeys + ["login_session"]

    package func applied(to config: AWSConfigFile) throws(ConfigError) -> AWSConfigFile {
        var config = config
        try config.set(key, to: value, in: profile)
        try config.remove(removing, in: profile)
        return config
    }

    /// - Returns: warnings for the person about files that the Python tools cannot read at all.
    /// - Throws: ``ConfigError/Code/otherCredentials`` if one of the tools would find other credentials beside
    ///   farsign's; ``ConfigError/Code/ambiguousConfig`` if the Python tools would not see farsign's, or the profile
    ///   cannot be edited.
    package func check(
        _ config: AWSConfigFile, _ credentials: AWSConfigFile, paths: (config: String, credentials: String)
    ) throws(ConfigError) -> [String] {
        try OtherCredentials(of: profile, config: config, credentials: credentials).check(profile, paths: paths)
        let written = try applied(to: config)
        var warnings: [String] = []
        let isReadable = read(config, paths.config, &warnings) != nil
        let shared = read(credentials, paths.credentials, &warnings)
        if let found = Self.sources.first(where: { shared?.value($0, in: profile) != nil }) {
            throw OtherCredentials.error(profile, found, paths.credentials)
        }
        guard isReadable else { return warnings }
        let python = try? PythonConfig(written)
        let others = Self.sources.filter { $0 != key && $0 != removing }
        if let found = others.first(where: { python?.value($0, in: profile) != nil }) {
            throw OtherCredentials.error(profile, found, paths.config)
        }
        guard python?.value(key, in: profile) == .text(value), python?.value(removing, in: profile) == nil else {
            throw ConfigError(
                .ambiguousConfig,
                "the AWS CLI and boto3 would not see what farsign writes into profile \(profile.shown) of "
                    + paths.config.shown,
                hint: "look for a second section of that profile, a section DEFAULT, or unusual white space")
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
