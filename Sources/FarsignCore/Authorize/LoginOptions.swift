package import RelayProtocol
package import Session
import Text

/// The options of a login besides its profile, stored with the login so that any process can complete it.
package struct LoginOptions: Sendable, Hashable {
    package var integration: Integration
    /// Whether a profile or session of another identity or region may be replaced without a question.
    package var replace: Bool
    package var expectedAccount: String?
    package var expectedARN: String?
    package var caBundle: String?
    /// The absolute path of the AWS token cache.
    package var tokenDirectory: String
    /// The absolute path of farsign, for the profile's `credential_process`.
    package var executable: String
    /// Set for a login for which no process waits.
    package var unattended: WaitingLogin.Unattended?
    /// Whether a process waits at a terminal, where it can ask questions.
    package var asksAtTerminal = false

    package init(
        integration: Integration, replace: Bool, expectedAccount: String?, expectedARN: String?, caBundle: String?,
        tokenDirectory: String, executable: String
    ) {
        self.integration = integration
        self.replace = replace
        self.expectedAccount = expectedAccount
        self.expectedARN = expectedARN
        self.caBundle = caBundle
        self.tokenDirectory = tokenDirectory
        self.executable = executable
    }

    /// The value in the login's file.
    var json: JSONValue {
        .object([
            "integration": .string(integration.rawValue), "replace": .bool(replace),
            "expected_account": JSONValue(expectedAccount), "expected_arn": JSONValue(expectedARN),
            "ca_bundle": JSONValue(caBundle), "token_directory": .string(tokenDirectory),
            "executable": .string(executable), "unattended": .bool(unattended != nil),
            "started_by": JSONValue(unattended?.startedBy), "asks_at_terminal": .bool(asksAtTerminal),
        ])
    }

    /// Returns nil if a member is missing or malformed.
    init?(json: JSONValue) {
        guard let integration = json["integration"]?.identifier.flatMap(Integration.init(rawValue:)),
            let replace = json["replace"]?.bool, let tokenDirectory = json["token_directory"]?.text,
            let executable = json["executable"]?.text, let isUnattended = json["unattended"]?.bool,
            let asksAtTerminal = json["asks_at_terminal"]?.bool
        else { return nil }
        self.init(
            integration: integration, replace: replace, expectedAccount: json["expected_account"]?.text,
            expectedARN: json["expected_arn"]?.text, caBundle: json["ca_bundle"]?.text,
            tokenDirectory: tokenDirectory, executable: executable)
        if isUnattended { unattended = WaitingLogin.Unattended(startedBy: json["started_by"]?.text) }
        self.asksAtTerminal = asksAtTerminal
    }
}
