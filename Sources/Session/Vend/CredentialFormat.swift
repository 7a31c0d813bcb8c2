package import Text

/// The output formats of `aws configure export-credentials`.
package enum CredentialFormat: String, Sendable, CaseIterable {
    case process
    case env
    case envNoExport = "env-no-export"
    case fish
    case powershell
    case windowsCmd = "windows-cmd"

    /// The text for stdout with its final newline.
    ///
    /// ``Credentials`` contain no character that a shell would interpret.
    package func render(_ credentials: Credentials) -> Secret<String> {
        let expiration = RFC3339.seconds(credentials.expiresAt)
        if self == .process {
            var members: [JSONName: JSONValue] = [
                "Version": .integer(1), "AccessKeyId": .string(credentials.accessKeyID),
                "SecretAccessKey": .string(credentials.secretAccessKey.reveal()),
                "SessionToken": .string(credentials.sessionToken.reveal()), "Expiration": .string(expiration),
            ]
            if let account = credentials.account { members["AccountId"] = .string(account) }
            return Secret(JSONValue.object(members).canonical + "\n")
        }
        let variables = [
            ("AWS_ACCESS_KEY_ID", credentials.accessKeyID),
            ("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey.reveal()),
            ("AWS_SESSION_TOKEN", credentials.sessionToken.reveal()),
            ("AWS_CREDENTIAL_EXPIRATION", expiration),
        ]
        return Secret(variables.map { line($0.0, $0.1) + "\n" }.joined())
    }

    private func line(_ name: String, _ value: String) -> String {
        switch self {
        case .process, .envNoExport: "\(name)=\(value)"
        case .env: "export \(name)=\(value)"
        case .fish: "set -gx \(name) \"\(value)\""
        case .powershell: "$Env:\(name)=\"\(value)\""
        case .windowsCmd: "set \(name)=\(value)"
        }
    }
}
