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
        return HTTPRequest(
            signed: ["token": .string(tokens.refreshToken.reveal())], to: try endpoint.revokeURL(),
            region: endpoint.region, credentials: tokens.credentials, caBundle: caBundle)
    }
}

extension HTTPRequest {
    /// A request to the sign-in service that is signed with a session's own credentials.
    init(
        signed members: [JSONName: JSONValue], to url: String, region: Region, credentials: Credentials,
        caBundle: String?, timeout: Duration? = nil
    ) {
        self.init(
            url: url, headers: [("Content-Type", "application/json")],
            body: Secret(Array(JSONValue.object(members).canonical.utf8)),
            signature: .init(credentials: SigningCredentials(credentials), region: region, service: "signin"),
            caBundle: caBundle,
            timeout: timeout)
    }
}
