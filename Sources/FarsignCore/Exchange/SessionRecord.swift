package import SignIn
import Text

/// Where a session was opened and where its tokens are. A caller's
/// environment never moves its refreshes anywhere else.
package struct SessionRecord: Sendable, Hashable {
    package let arn: SessionARN
    /// Nil where somebody else made the session, and neither profile nor tokens say where.
    package let endpoint: SignInEndpoint?
    /// The AWS tools' token cache, as an absolute path: `~` and variables in
    /// `AWS_LOGIN_CACHE_DIRECTORY` mean something to the Python tools only.
    package let tokenDirectory: String
    /// Given with `--ca-bundle` at sign-in; the environment's and the profile's come first.
    package let caBundle: String?

    package var region: Region? { endpoint?.region }

    package init(arn: SessionARN, endpoint: SignInEndpoint?, tokenDirectory: String, caBundle: String?) {
        self.arn = arn
        self.endpoint = endpoint
        self.tokenDirectory = tokenDirectory
        self.caBundle = caBundle
    }

    /// The same where the tokens were signed in: `aws login` may have signed the identity in again in another region,
    /// and that of its own sessions need not be the profile's.
    package func following(_ tokens: SessionTokens) -> SessionRecord {
        guard let named = tokens.signInRegion, let endpoint else { return self }
        return SessionRecord(
            arn: arn, endpoint: endpoint.moved(to: named), tokenDirectory: tokenDirectory, caBundle: caBundle)
    }

    /// - Throws: ``ConfigError/Code/noRegion``.
    package func knownEndpoint() throws(ConfigError) -> SignInEndpoint {
        guard let endpoint else {
            throw ConfigError(
                .noRegion, "nothing says in which region \(arn) was signed in",
                hint: "add 'region = …' to the profile in the AWS config")
        }
        return endpoint
    }
}
