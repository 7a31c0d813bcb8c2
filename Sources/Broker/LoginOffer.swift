public import FarsignCore
public import FoundationEssentials

/// What a person asked for with `farsign login`.
public struct LoginRequest: Sendable {
    public var profile: String
    public var region: NamedRegion
    public var endpointURL: String?
    public var caBundle: String?
    public var expectedAccount: String?
    public var expectedARN: String?
    public var integration: Integration
    public var replace: Bool
    /// Seconds until the login is given up.
    public var timeout: Int
    /// Whether no process waits for the reply.
    public var isUnattended = false
    /// Whether a process will wait for the reply at a terminal, where questions can be asked.
    public var asksAtTerminal = false

    public init(
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

/// A login that waits for its reply.
public struct LoginOffer: Sendable {
    public let id: LoginID
    public let url: String
    public let profile: String
    public let region: Region
    public let deadline: Date
}

/// A login that came to a session.
public struct SignedIn: Sendable {
    public let id: LoginID
    public let profile: String
    public let session: SessionARN
    public let region: Region
    public let credentialsExpireAt: Date

    public init(id: LoginID, profile: String, session: SessionARN, region: Region, credentialsExpireAt: Date) {
        self.id = id
        self.profile = profile
        self.session = session
        self.region = region
        self.credentialsExpireAt = credentialsExpireAt
    }
}

/// A reply's effect on its login, where the login did not fail.
public enum ReplyOutcome: Sendable {
    case signedIn(SignedIn)
    /// The session waits for a yes, or for its login's end.
    case needsConfirmation([SignInConflict])
    /// The login waits for another reply.
    case refused(LoginError)
}
