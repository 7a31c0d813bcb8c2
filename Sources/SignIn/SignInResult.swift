package import FoundationEssentials

/// What a sign-in came to: who signed in, and for which profile.
package struct SignInResult: Sendable, Hashable {
    package let session: SessionARN
    package let profile: String
    /// Where the session is signed in; the profile may have a region of its own.
    package let region: Region
    package let credentialsExpireAt: Date

    package init(session: SessionARN, profile: String, region: Region, credentialsExpireAt: Date) {
        self.session = session
        self.profile = profile
        self.region = region
        self.credentialsExpireAt = credentialsExpireAt
    }
}
