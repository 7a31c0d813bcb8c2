package import Session
package import SignIn
import Text

/// A signed-in identity with the tokens from the code exchange.
package struct LoginSession: Sendable {
    package let arn: SessionARN
    package let tokens: SessionTokens

    /// - Throws: ``ServiceError/Code/badReply`` if the id token is missing or contains no ARN. Its signature is not
    ///   checked, because it came directly from the token endpoint over TLS (OpenID Connect Core, section 3.1.3.7,
    ///   point 6).
    package init(_ reply: TokenReply, request: TokenRequest, region: Region) throws(ServiceError) {
        guard let idToken = reply.idToken else { throw ServiceError.badReply("it has no idToken") }
        let parts = idToken.reveal().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = String(parts[1]).base64Decoded,
            let claims = try? JSONValue(parsing: payload), let subject = claims["sub"]?.text,
            let arn = SessionARN(subject)
        else { throw ServiceError.badReply("its idToken contains no session ARN") }
        self.arn = arn
        tokens = SessionTokens(
            credentials: reply.credentials.with(account: arn.account), refreshToken: reply.refreshToken,
            clientID: request.clientID, dpopKey: request.key, idToken: idToken,
            signInRegion: NamedRegion(region))
    }

    init(arn: SessionARN, tokens: SessionTokens) {
        self.arn = arn
        self.tokens = tokens
    }
}
