import Session
import SignIn
import Text

/// Checks whether a profile has a source of credentials other than farsign.
struct OtherCredentials: Sendable, Hashable {
    /// Another style of credentials, which would silently take precedence over farsign's or be ignored.
    let other: Other?

    struct Other: Sendable, Hashable {
        enum File: Sendable { case config, credentials }
        let file: File
        let key: String
    }

    static let otherKeys = [
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "role_arn", "credential_source",
        "web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id", "sso_role_name",
        "credential_process",
    ]

    init(of profile: String, config: AWSConfigFile, credentials: AWSConfigFile) {
        let ours = config.value("credential_process", in: profile).map(CredentialProcess.isOurs) ?? false
        let inConfig = config.looseKeys(in: profile).first { key in
            Self.otherKeys.contains(key) && !(key == "credential_process" && ours)
        }
        let inCredentials = credentials.looseKeys(in: profile).first { Self.otherKeys.contains($0) }
        other =
            inCredentials.map { Other(file: .credentials, key: $0) } ?? inConfig.map { Other(file: .config, key: $0) }
    }

    /// - Throws: ``ConfigError/Code/otherCredentials`` if there is one.
    func check(_ profile: String, paths: (config: String, credentials: String)) throws(ConfigError) {
        guard let other else { return }
        throw Self.error(profile, other.key, other.file == .config ? paths.config : paths.credentials)
    }

    static func error(_ profile: String, _ key: String, _ path: String) -> ConfigError {
        ConfigError(
            .otherCredentials, "profile \(profile.shown) already has other credentials: \(key) in \(path.shown)",
            hint: "choose another profile with --profile, or remove \(key) from this one")
    }
}
