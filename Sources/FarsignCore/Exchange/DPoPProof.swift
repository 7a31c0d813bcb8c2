import FoundationEssentials
import Session
import Text

/// A DPoP proof for one request to the token endpoint: a compact JWS (RFC 9449, section 4.2).
struct DPoPProof {
    let header: String

    /// - Parameters:
    ///   - time: `iat`, rounded down to seconds.
    ///   - identifier: `jti`, a UUID that is used once.
    /// - Throws: `CryptoKitError` if the key's scalar is not a P-256 key.
    init(key: DPoPKey, url: String, time: Date, identifier: String) throws {
        let point = try key.publicPoint()
        let jwk: [JSONName: JSONValue] = [
            "kty": .string("EC"), "crv": .string("P-256"), "x": .string(Array(point[1..<33]).base64URL),
            "y": .string(Array(point[33..<65]).base64URL),
        ]
        let head = JSONValue.object(["typ": .string("dpop+jwt"), "alg": .string("ES256"), "jwk": .object(jwk)])
        let payload = JSONValue.object([
            "htm": .string("POST"), "htu": .string(url),
            "iat": .integer(Int(time.timeIntervalSince1970.rounded(.down))), "jti": .string(identifier),
        ])
        let signed = Array(head.canonical.utf8).base64URL + "." + Array(payload.canonical.utf8).base64URL
        header = signed + "." + (try key.signature(over: signed)).base64URL
    }
}
