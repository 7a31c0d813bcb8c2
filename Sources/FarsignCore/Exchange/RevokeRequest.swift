package import Session
package import SignIn
import Text

/// The request that revokes a session's refresh tokens at AWS.
package enum RevokeRequest {
    /// - Throws: ``ConfigError/Code/endpointConflict`` for a FIPS endpoint.
    package static func http(_ tokens: SessionTokens, session: SessionRecord, caBundle: String?) throws(ConfigError)
        -> HTTPRequest
    {
        let endpoint = try session.following(tokens).knownEndpoint()
        let body = JSONValue.object(["token": .string(tokens.refreshToken.reveal())])
        return HTTPRequest(
            url: try endpoint.revokeURL(), headers: [("Content-Type", "application/json")],
            body: Secret(Array(body.canonical.utf8)),
            signature: .init(
                credentials: SigningCredentials(tokens.credentials), region: endpoint.region, service: "signin"),
            caBundle: caBundle)
    }
}
