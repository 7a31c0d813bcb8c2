package import FoundationEssentials
package import Session
import Text

/// A successful reply of the token endpoint.
package struct TokenReply: Sendable {
    let credentials: Credentials
    let refreshToken: Secret<String>
    /// Present only in the reply to a code exchange.
    let idToken: Secret<String>?

    private static let longestRefreshToken = 12_288
    private static let longestIDToken = 4_096

    /// - Throws: ``ServiceError`` for any reply that does not contain tokens, whatever its form.
    package init(_ response: HTTPResponse, now: Date) throws(ServiceError) {
        guard response.status == 200 else { throw ServiceError(response, now: now) }
        guard let json = try? JSONValue(parsing: response.body.reveal()), case .object = json else {
            throw ServiceError.badReply("it is not JSON", response)
        }
        func text(_ value: JSONValue?, _ name: String, upTo limit: Int = 16_384) throws(ServiceError) -> String {
            guard let text = value?.text, !text.isEmpty, text.utf8.count <= limit,
                text.utf8.allSatisfy(\.isVisible)
            else { throw ServiceError.badReply("its \(name) is missing or malformed", response) }
            return text
        }
        let token = json["accessToken"]
        guard let seconds = json["expiresIn"]?.int, (1...900).contains(seconds) else {
            throw ServiceError.badReply("its expiresIn is missing or not within 1 to 900", response)
        }
        let credentials = Credentials(
            accessKeyID: try text(token?["accessKeyId"], "accessKeyId", upTo: 128),
            secretAccessKey: Secret(try text(token?["secretAccessKey"], "secretAccessKey", upTo: 1_024)),
            sessionToken: Secret(try text(token?["sessionToken"], "sessionToken")), account: nil,
            // Whole seconds as in the token file, rounded down so that the expiry is never later than the service's.
            expiresAt: Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down) + Double(seconds)))
        guard let credentials else { throw ServiceError.badReply("its credentials are malformed", response) }
        self.credentials = credentials
        // The service's model requires this member, but its shared test cases leave it out; there is only one value.
        guard [nil, .null, .string(SessionTokens.tokenType)].contains(json["tokenType"]) else {
            throw ServiceError.badReply("its tokenType is not \(SessionTokens.tokenType)", response)
        }
        refreshToken = Secret(try text(json["refreshToken"], "refreshToken", upTo: Self.longestRefreshToken))
        if let value = json["idToken"], value != .null {
            idToken = Secret(try text(value, "idToken", upTo: Self.longestIDToken))
        } else {
            idToken = nil
        }
    }

    /// The session's tokens after a refresh. Values that the reply does not contain are kept.
    package func refreshed(_ old: SessionTokens, account: String) -> SessionTokens {
        var tokens = old
        tokens.credentials = credentials.with(account: old.credentials.account ?? account)
        tokens.refreshToken = refreshToken
        // A key that signed the request's proof is valid.
        tokens.dpopKey = (try? old.dpopKey.inSEC1()) ?? old.dpopKey
        tokens.tokenType = SessionTokens.tokenType
        if let idToken { tokens.idToken = idToken }
        return tokens
    }
}
