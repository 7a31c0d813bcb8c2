public import FoundationEssentials

/// Short-lived AWS credentials, as every SDK takes them.
public struct Credentials: Sendable, Equatable {
    public let accessKeyID: String
    public let secretAccessKey: Secret<String>
    public let sessionToken: Secret<String>
    public private(set) var account: String?
    public let expiresAt: Date

    /// Nil unless every value is made of the letters, digits and signs of base64 and its URL-safe kin: they are
    /// printed for shells to read.
    public init?(
        accessKeyID: String, secretAccessKey: Secret<String>, sessionToken: Secret<String>, account: String?,
        expiresAt: Date
    ) {
        let values = [accessKeyID, secretAccessKey.reveal(), sessionToken.reveal(), account ?? "-"]
        guard values.allSatisfy(Self.isPlain) else { return nil }
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.account = account
        self.expiresAt = expiresAt
    }

    /// - Parameter account: as an ARN has it.
    func with(account: String) -> Credentials {
        var credentials = self
        credentials.account = account
        return credentials
    }

    private static func isPlain(_ value: String) -> Bool {
        !value.isEmpty
            && value.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "+/=-_.".utf8.contains(byte)
            }
    }
}

/// All that the token endpoint gave a session, and the key it is bound to.
public struct SessionTokens: Sendable {
    public var credentials: Credentials
    public var refreshToken: Secret<String>
    /// The client id that the session was opened with; a refresh must name the same.
    public var clientID: String
    public var dpopKey: DPoPKey
    public var tokenType: String
    /// Two SDKs drop it when they write the file back.
    public var idToken: Secret<String>?
    /// Members of the token file that we do not know, kept as they were.
    public var otherMembers: Secret<[String: JSONValue]>

    public init(
        credentials: Credentials, refreshToken: Secret<String>, clientID: String, dpopKey: DPoPKey,
        tokenType: String = "aws_sigv4", idToken: Secret<String>?,
        otherMembers: Secret<[String: JSONValue]> = .init([:])
    ) {
        self.credentials = credentials
        self.refreshToken = refreshToken
        self.clientID = clientID
        self.dpopKey = dpopKey
        self.tokenType = tokenType
        self.idToken = idToken
        self.otherMembers = otherMembers
    }
}
