import Crypto
import Foundation

/// A DPoP proof, right unless a member is changed.
struct Proof: @unchecked Sendable {
    var header: [String: Any] = ["typ": "dpop+jwt", "alg": "ES256"]
    /// Members to add to the key, or to take out with `NSNull`.
    var key: [String: Any] = [:]
    var payload: [String: Any] = [:]
    /// How many bytes of the point `x` gets.
    var split = 32
    var issued: TimeInterval = 0
    var sign: @Sendable (P256.Signing.PrivateKey, Data) throws -> Data = { try $0.signature(for: $1).rawRepresentation }

    func text(_ client: Client) throws -> String {
        let point = client.key.publicKey.rawRepresentation
        let jwk: [String: Any] = [
            "kty": "EC", "crv": "P-256", "x": Self.base64URL(point.prefix(split)),
            "y": Self.base64URL(point.dropFirst(split)),
        ]
        var claims: [String: Any] = [
            "htm": "POST", "htu": client.tokenURL, "iat": Int((Client.now + issued).timeIntervalSince1970),
            "jti": UUID().uuidString.lowercased(),
        ]
        claims = Self.merged(claims, payload)
        let parts = [Self.merged(["jwk": Self.merged(jwk, key)], header), claims]
        let signed = try parts.map { Self.base64URL(try JSONSerialization.data(withJSONObject: $0)) }
            .joined(separator: ".")
        return signed + "." + Self.base64URL(try sign(client.key, Data(signed.utf8)))
    }

    private static func merged(_ one: [String: Any], _ other: [String: Any]) -> [String: Any] {
        one.merging(other) { $1 }.filter { !($0.value is NSNull) }
    }

    static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

extension Proof {
    /// A base64url part of a JWT, as text.
    static func decoded(_ part: String) -> String {
        let standard = part.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        return String(decoding: Data(base64Encoded: standard + padding) ?? Data(), as: UTF8.self)
    }
}

extension Client {
    /// A key that belongs to nobody's proof.
    static let foreign = P256.Signing.PrivateKey()
}
