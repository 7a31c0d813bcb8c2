package import FoundationEssentials

/// The result of a successful sign-in: who signed in, and for which profile.
package struct SignInResult: Sendable, Hashable {
    package let session: SessionARN
    package let profile: String
    /// The region of the session; the profile may have another region.
    package let region: Region
    package let credentialsExpireAt: Date

    package init(session: SessionARN, profile: String, region: Region, credentialsExpireAt: Date) {
        self.session = session
        self.profile = profile
        self.region = region
        self.credentialsExpireAt = credentialsExpireAt
    }
}
