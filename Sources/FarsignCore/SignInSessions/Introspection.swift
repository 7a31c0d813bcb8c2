package import FoundationEssentials
package import Session
package import SignIn
import Text

/// Asks AWS to which sign-in session a refresh token belongs.
package enum Introspection {
    /// - Parameters:
    ///   - tokens: the tokens whose refresh token is asked about.
    ///   - credentials: those of any identity in the account.
    /// - Throws: ``ConfigError/Code/endpointConflict`` for a FIPS endpoint.
    package static func http(
        _ tokens: SessionTokens, at endpoint: SignInEndpoint, credentials: Credentials, caBundle: String?,
        timeout: Duration? = nil
    ) throws(ConfigError) -> HTTPRequest {
        HTTPRequest(
            signed: [
                "token": .string(tokens.refreshToken.reveal()), "token_type_hint": .string("refresh_token"),
            ], to: try endpoint.introspectURL(), region: endpoint.region, credentials: credentials, caBundle: caBundle,
            timeout: timeout)
    }

    /// Returns nil if the token is not active.
    ///
    /// - Throws: ``ServiceError``.
    package static func session(_ response: HTTPResponse, now: Date) throws(ServiceError) -> SignInSessionARN? {
        let json = try JSONValue(response, of: .introspect, now: now)
        guard json["active"]?.bool == true else { return nil }
        guard let arn = json["signin_session"]?.text.flatMap(SignInSessionARN.init) else {
            throw ServiceError.badReply("its signin_session is missing or malformed", response)
        }
        return arn
    }
}
