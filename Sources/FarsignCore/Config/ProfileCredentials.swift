/// What a profile's sections say about where its credentials come from.
public struct ProfileCredentials: Sendable, Hashable {
    /// The session that `login_session` names, whether we or `aws login` wrote it.
    public let loginSession: SessionARN?
    /// A `credential_process` that runs farsign.
    public let runsFarsign: Bool
    /// Another style of credentials, which would win over ours or lose to them without a word.
    public let other: Other?

    public struct Other: Sendable, Hashable {
        public enum File: Sendable { case config, credentials }
        public let file: File
        public let key: String
    }

    private static let otherKeys = [
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "role_arn", "credential_source",
        "web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id", "sso_role_name",
        "credential_process",
    ]

    public init(of profile: String, config: AWSConfigFile, credentials: AWSConfigFile) {
        let process = config.value("credential_process", in: profile)
        let ours = process.map(CredentialProcess.isOurs) ?? false
        runsFarsign = ours
        loginSession = config.value("login_session", in: profile).flatMap(SessionARN.init)

        let inConfig = config.keys(in: profile).first { key in
            Self.otherKeys.contains(key) && !(key == "credential_process" && ours)
        }
        let inCredentials = credentials.keys(in: profile).first { Self.otherKeys.contains($0) }
        other =
            inCredentials.map { Other(file: .credentials, key: $0) } ?? inConfig.map { Other(file: .config, key: $0) }
    }
}

/// The line that makes every SDK run farsign.
public enum CredentialProcess {
    /// Some SDKs give the line to a shell, others split it themselves: bare
    /// words stay bare, others are in single quotes, which both read the same.
    ///
    /// - Parameter executable: an absolute path.
    /// - Throws: ``ConfigError/Code/badProfileName`` for what no quoting serves.
    public static func line(executable: String, profile: String) throws(ConfigError) -> String {
        try "\(quoted(executable)) credentials --profile \(quoted(profile))"
    }

    public static func isOurs(_ line: String) -> Bool {
        let words = line.split(separator: " ").map { $0.filter { $0 != "'" && $0 != "\"" } }
        guard let command = words.firstIndex(of: "credentials"), command > 0 else { return false }
        return words[..<command].joined(separator: " ").split(separator: "/").last == "farsign"
    }

    private static func quoted(_ word: String) throws(ConfigError) -> String {
        let isBare = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "/._-+@:,=".utf8.contains(byte)
        }
        if isBare, !word.isEmpty { return word }
        // White space and a comment's sign would end the value for some readers.
        guard !word.contains("'"), !word.contains(" #"), !word.contains(" ;"),
            word.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            throw ConfigError(.badProfileName, "'\(word.shown)' cannot be written into a credential_process line")
        }
        return "'\(word)'"
    }
}
