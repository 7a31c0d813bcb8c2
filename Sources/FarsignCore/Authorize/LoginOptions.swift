package import RelayProtocol

/// What the person asked of a login beyond its profile, for whichever process ends it.
package struct LoginOptions: Sendable, Hashable {
    package var integration: Integration
    package var replace: Bool
    package var expectedAccount: String?
    package var expectedARN: String?
    package var caBundle: String?
    /// The AWS token cache, absolute.
    package var tokenDirectory: String
    /// Absolute path of farsign, for the profile's `credential_process`.
    package var executable: String
    /// For a login that no process waits for.
    package var unattended: WaitingLogin.Unattended?
    /// Whether a process waits at a terminal, where questions can be asked.
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
