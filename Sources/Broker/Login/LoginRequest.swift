package import FarsignCore
package import SignIn

/// The options of `farsign login`.
package struct LoginRequest: Sendable {
    package var profile: String
    package var region: NamedRegion
    package var endpointURL: String?
    package var caBundle: String?
    package var expectedAccount: String?
    package var expectedARN: String?
    package var integration: Integration
    package var replace: Bool
    /// Seconds until the login ends without a reply.
    package var timeout: Int
    /// Whether no process waits for the reply.
    package var isUnattended = false
    /// Whether a process will wait for the reply at a terminal, where it can ask questions.
    package var asksAtTerminal = false

    package init(
        profile: String, region: NamedRegion, endpointURL: String?, caBundle: String?, expectedAccount: String?,
        expectedARN: String?, integration: Integration, replace: Bool, timeout: Int
    ) {
        self.profile = profile
        self.region = region
        self.endpointURL = endpointURL
        self.caBundle = caBundle
        self.expectedAccount = expectedAccount
        self.expectedARN = expectedARN
        self.integration = integration
        self.replace = replace
        self.timeout = timeout
    }
}
