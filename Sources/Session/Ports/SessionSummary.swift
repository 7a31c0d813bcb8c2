package import FoundationEssentials
package import SignIn

/// A row of `farsign sessions`.
package struct SessionSummary: Sendable, Hashable {
    package enum Status: String, Sendable {
        case active
        case expired
        case signedOut = "signed-out"
    }

    package let profile: String?
    package let session: SessionARN
    package let region: Region?
    package let integration: Integration?
    package let status: Status
    package let signedInAt: Date?
    package let credentialsExpireAt: Date?
    package let refreshCount: Int
    package let vendCount: Int
    package let lastVendedAt: Date?

    package init(
        profile: String?, session: SessionARN, region: Region?, integration: Integration?, status: Status,
        signedInAt: Date?, credentialsExpireAt: Date?, refreshCount: Int, vendCount: Int, lastVendedAt: Date?
    ) {
        self.profile = profile
        self.session = session
        self.region = region
        self.integration = integration
        self.status = status
        self.signedInAt = signedInAt
        self.credentialsExpireAt = credentialsExpireAt
        self.refreshCount = refreshCount
        self.vendCount = vendCount
        self.lastVendedAt = lastVendedAt
    }
}
