package import FoundationEssentials
package import Text

/// Short-lived AWS credentials in the form that every SDK accepts.
package struct Credentials: Sendable, Equatable {
    package let accessKeyID: String
    package let secretAccessKey: Secret<String>
    package let sessionToken: Secret<String>
    package private(set) var account: String?
    package let expiresAt: Date

    /// Returns nil unless every value consists of the characters of base64 or base64url, because the values are
    /// printed for shells to evaluate.
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

    /// - Parameter account: the account id of an ARN.
    package func with(account: String) -> Credentials {
        var credentials = self
        credentials.account = account
        return credentials
    }

    private static func isPlain(_ value: String) -> Bool {
        !value.isEmpty
            && value.utf8.allSatisfy { $0.isLetterOrDigit || "+/=-_.".utf8.contains($0) }
    }
}
