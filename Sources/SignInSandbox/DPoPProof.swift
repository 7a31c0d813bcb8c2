import Crypto
import FoundationEssentials

/// A DPoP proof (RFC 9449, section 4.3), validated except for replay.
struct DPoPProof: Sendable, Hashable {
    /// SHA-256 in base64url (RFC 7638), to which refresh tokens are bound.
    let thumbprint: String
    let identifier: String

    /// How far `iat` may differ from the service's clock.
    static let tolerance: TimeInterval = 60

    init(_ compact: String, url: String, now: Date) throws(Refusal) {
        let parts = compact.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let headerBytes = Base64URL.decode(parts[0]),
            let payloadBytes = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2])
        else { throw .invalid("DPoP: not a compact JWS of three base64url parts") }

        let header = try Self.object(headerBytes, "the header", ["typ", "alg", "jwk"])
        guard header["typ"]?.string == "dpop+jwt" else { throw .invalid("DPoP: typ must be 'dpop+jwt'") }
        guard header["alg"]?.string == "ES256" else { throw .invalid("DPoP: alg must be 'ES256'") }
        let (key, thumbprint) = try Self.key(header["jwk"] ?? .null)

        guard signature.count == 64 else { throw .invalid("DPoP: the signature must be the raw pair, 64 bytes") }
        let signed = Data("\(parts[0]).\(parts[1])".utf8)
        guard let pair = try? P256.Signing.ECDSASignature(rawRepresentation: signature),
            key.isValidSignature(pair, for: signed)
        else { throw .invalid("DPoP: the signature does not match") }

        let payload = try Self.object(payloadBytes, "the payload", ["htm", "htu", "iat", "jti"])
        guard payload["htm"]?.string == "POST" else { throw .invalid("DPoP: htm must be 'POST'") }
        guard payload["htu"]?.string == url else { throw .invalid("DPoP: htu must be '\(url)'") }
        guard let issued = payload["iat"]?.number, issued == issued.rounded(),
            abs(issued - now.timeIntervalSince1970) <= Self.tolerance
        else { throw .invalid("DPoP: iat must be within \(Int(Self.tolerance)) seconds of the service's clock") }
        guard let identifier = payload["jti"]?.string, AuthorizeRequest.isUUID(identifier) else {
            throw .invalid("DPoP: jti must be a UUID")
        }
        self.thumbprint = thumbprint
        self.identifier = identifier
    }

    private static func key(_ jwk: JSON) throws(Refusal) -> (key: P256.Signing.PublicKey, thumbprint: String) {
        try requireMembers(jwk, "jwk", ["kty", "crv", "x", "y"])
        guard jwk["kty"]?.string == "EC", jwk["crv"]?.string == "P-256" else {
            throw .invalid("DPoP: the key must be EC on P-256")
        }
        guard let xText = jwk["x"]?.string, let yText = jwk["y"]?.string, let x = Base64URL.decode(xText),
            let y = Base64URL.decode(yText), x.count == 32, y.count == 32
        else { throw .invalid("DPoP: x and y must be 32 bytes each, in base64url without padding") }
        guard let key = try? P256.Signing.PublicKey(rawRepresentation: x + y) else {
            throw .invalid("DPoP: x and y are not a point on the curve")
        }
        let canonical = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"\(xText)\",\"y\":\"\(yText)\"}"
        return (key, Base64URL.encode(SHA256.hash(data: Data(canonical.utf8))))
    }

    private static func object(_ bytes: [UInt8], _ what: String, _ names: Set<String>) throws(Refusal) -> JSON {
        let json: JSON
        do throws(JSON.ParseError) {
            json = try JSON(parsing: bytes)
        } catch {
            throw .invalid("DPoP: \(what) is \(error.message)")
        }
        try requireMembers(json, what, names)
        return json
    }

    private static func requireMembers(_ json: JSON, _ what: String, _ names: Set<String>) throws(Refusal) {
        guard let members = json.members, Set(members.map(\.name)) == names else {
            throw .invalid("DPoP: \(what) must have exactly the members \(names.sorted().joined(separator: ", "))")
        }
    }
}
