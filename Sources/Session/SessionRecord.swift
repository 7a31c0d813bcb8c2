package import FoundationEssentials
package import SignIn
import Text

/// Where a session was opened and where its tokens are stored. The environment of a later caller never changes where
/// it is refreshed.
package struct SessionRecord: Sendable, Hashable {
    package let arn: SessionARN
    /// Nil if another tool made the session, and neither the profile nor the tokens name the region.
    package let endpoint: SignInEndpoint?
    /// The absolute path of the AWS tools' token cache. Only the Python tools expand `~` and variables in
    /// `AWS_LOGIN_CACHE_DIRECTORY`.
    package let tokenDirectory: String
    /// The `--ca-bundle` of the sign-in. The bundles of the environment and the profile take precedence.
    package let caBundle: String?
    /// The name of the user's account at the sign-in, for the history: a static program cannot ask the name service.
    /// Nil in records of earlier versions, and for sessions that another tool made.
    package let user: String?
    /// When the person signed in. Nil in the same cases.
    package let signedInAt: Date?

    package var region: Region? { endpoint?.region }

    package init(
        arn: SessionARN, endpoint: SignInEndpoint?, tokenDirectory: String, caBundle: String?, user: String?,
        signedInAt: Date? = nil
    ) {
        self.arn = arn
        self.endpoint = endpoint
        self.tokenDirectory = tokenDirectory
        self.caBundle = caBundle
        self.user = user
        self.signedInAt = signedInAt
    }

    /// The record with the region in which the tokens were issued. `aws login` may have signed the identity in again
    /// in another region, and the region of its sessions may differ from the profile's.
    package func following(_ tokens: SessionTokens) -> SessionRecord {
        guard let named = tokens.signInRegion, let endpoint else { return self }
        return SessionRecord(
            arn: arn, endpoint: endpoint.moved(to: named), tokenDirectory: tokenDirectory, caBundle: caBundle,
            user: user, signedInAt: signedInAt)
    }

    /// - Throws: ``ConfigError/Code/noRegion``.
    package func knownEndpoint() throws(ConfigError) -> SignInEndpoint {
        guard let endpoint else {
            throw ConfigError(
                .noRegion, "the region in which \(arn) signed in is unknown",
                hint: "add 'region = …' to the profile in the AWS config")
        }
        return endpoint
    }
}
