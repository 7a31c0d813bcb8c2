package import FoundationEssentials
package import Text

/// Short-lived AWS credentials, as every SDK takes them.
package struct Credentials: Sendable, Equatable {
    package let accessKeyID: String
    package let secretAccessKey: Secret<String>
    package let sessionToken: Secret<String>
    package private(set) var account: String?
    package let expiresAt: Date

    /// Nil unless every value is made of the letters, digits and signs of base64 and its URL-safe kin: they are
    /// printed for shells to read.
    package init?(
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
