/// Where a session was opened and where its tokens are. A caller's
/// environment never moves its refreshes anywhere else.
public struct SessionRecord: Sendable, Hashable {
    public let arn: SessionARN
    public let endpoint: SignInEndpoint
    /// The AWS tools' token cache, as an absolute path: `~` and variables in
    /// `AWS_LOGIN_CACHE_DIRECTORY` mean something to the Python tools only.
    public let tokenDirectory: String
    /// Given with `--ca-bundle` at sign-in; the environment's and the profile's come first.
    public let caBundle: String?

    public var region: Region { endpoint.region }

    public init(arn: SessionARN, endpoint: SignInEndpoint, tokenDirectory: String, caBundle: String?) {
        self.arn = arn
        self.endpoint = endpoint
        self.tokenDirectory = tokenDirectory
        self.caBundle = caBundle
    }
}

/// Which session a profile has.
public struct ProfileBinding: Sendable, Hashable {
    public let profile: String
    public let session: SessionARN
    public let integration: Integration

    public init(profile: String, session: SessionARN, integration: Integration) {
        self.profile = profile
        self.session = session
        self.integration = integration
    }
}

/// How the AWS tools get from a profile to its credentials.
public enum Integration: String, Sendable, CaseIterable {
    /// `credential_process` runs farsign: works in every SDK.
    case process
    /// `login_session`, as `aws login` writes it: the SDK reads the token cache by itself.
    case native
}
