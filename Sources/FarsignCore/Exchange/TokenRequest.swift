package import FoundationEssentials
package import Session
package import SignIn
package import Text

/// A request to the token endpoint. Each call of ``http(time:randomBytes:caBundle:)`` signs a new proof.
package struct TokenRequest: Sendable {
    private let url: String
    private let body: Secret<[UInt8]>
    let key: DPoPKey
    let clientID: String

    /// Redeems an authorization code. It consumes the code, so that it can be sent only once.
    package init(redeeming code: consuming AuthorizationCode) {
        let attempt = code.attempt
        self.init(
            url: code.endpoint.tokenURL, key: code.key, clientID: attempt.client.rawValue,
            members: [
                "grantType": "authorization_code", "code": code.code.reveal(),
                "codeVerifier": attempt.verifier.reveal(), "redirectUri": attempt.redirectURI,
            ])
    }

    /// Requests new credentials with the refresh token.
    package init(refreshing tokens: SessionTokens, at endpoint: SignInEndpoint) {
        self.init(
            url: endpoint.tokenURL, key: tokens.dpopKey, clientID: tokens.clientID,
            members: ["grantType": "refresh_token", "refreshToken": tokens.refreshToken.reveal()])
    }

    private init(url: String, key: DPoPKey, clientID: String, members: [JSONName: String]) {
        self.url = url
        self.key = key
        self.clientID = clientID
        let body = JSONValue.object(members.mapValues(JSONValue.string).merging(["clientId": .string(clientID)]) { $1 })
        self.body = Secret(Array(body.canonical.utf8))
    }

    /// - Throws: ``StateError/Code/keyUnreadable`` if the session's key cannot sign.
    package func http(
        time: Date, randomBytes: (_ count: Int) -> [UInt8], caBundle: String?
    ) throws(StateError) -> HTTPRequest {
        let proof: DPoPProof
        do {
            proof = try DPoPProof(key: key, url: url, time: time, identifier: Attempt.uuid(randomBytes(16)))
        } catch {
            throw StateError(
                .keyUnreadable, path: "", "the session's DPoP key cannot sign", hint: "sign in again")
        }
        return HTTPRequest(
            url: url,
            headers: [("Content-Type", "application/json"), ("Accept", "application/json"), ("DPoP", proof.header)],
            body: body, caBundle: caBundle)
    }
}
