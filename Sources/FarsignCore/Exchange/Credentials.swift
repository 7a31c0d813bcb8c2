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
            && value.utf8.allSatisfy { $0.isLetterOrDigit || "+/=-_.".utf8.contains($0) }
    }
}
