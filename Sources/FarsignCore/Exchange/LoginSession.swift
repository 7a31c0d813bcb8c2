package import SignIn
import Text

/// A signed-in identity with its tokens, as the exchange brought it.
package struct LoginSession: Sendable {
    package let arn: SessionARN
    package let tokens: SessionTokens

    /// - Throws: ``ServiceError/Code/badReply`` where the id token is missing or names no ARN. Its signature is not
    ///   checked: it came straight from the token endpoint over TLS (OpenID Connect Core, section 3.1.3.7, point 6).
    package init(_ reply: TokenReply, request: TokenRequest, region: Region) throws(ServiceError) {
        guard let idToken = reply.idToken else { throw ServiceError.badReply("it has no idToken") }
        let parts = idToken.reveal().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = String(parts[1]).base64Decoded,
            let claims = try? JSONValue(parsing: payload), let subject = claims["sub"]?.text,
            let arn = SessionARN(subject)
        else { throw ServiceError.badReply("its idToken names no session") }
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
