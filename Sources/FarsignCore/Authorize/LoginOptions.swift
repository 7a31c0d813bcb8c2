package import RelayProtocol

/// The options of a login besides its profile, stored so that any process can complete it.
package struct LoginOptions: Sendable, Hashable {
    package var integration: Integration
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
}
