/// What the person asked of a login beyond its profile, for whichever process ends it.
public struct LoginWishes: Sendable, Hashable {
    public var integration: Integration
    public var replace: Bool
    public var expectedAccount: String?
    public var expectedARN: String?
    public var caBundle: String?
    /// The AWS token cache, absolute.
    public var tokenDirectory: String
    /// Absolute path of farsign, for the profile's `credential_process`.
    public var executable: String
    /// For a login that no process waits for.
    public var unattended: RelayLogin.Unattended?
    /// Whether a process waits at a terminal, where questions can be asked.
    public var asksAtTerminal = false

    public init(
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
