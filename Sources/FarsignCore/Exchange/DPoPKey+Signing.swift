import Crypto
import FoundationEssentials
package import Session
import Text

extension DPoPKey {
    /// Generates keys until neither coordinate starts with a zero byte: one SDK encodes such coordinates too short
    /// and the service refuses them.
    ///
    /// - Parameter randomBytes: the source of the candidate scalars.
    package init(randomBytes: (_ count: Int) -> [UInt8]) {
        while true {
            let scalar = randomBytes(32)
            guard let point = try? Self.publicPoint(scalar), point[1] != 0, point[33] != 0 else { continue }
            self.init(scalar: Secret(scalar), pem: Self.sec1(scalar, point))
            return
        }
    }

    /// The same key as SEC1 with the curve's OID and the public key inside, as the AWS CLI writes it. Two SDKs accept
    /// no other form.
    ///
    /// - Throws: `CryptoKitError` if the scalar is not a P-256 key.
    package func inSEC1() throws -> DPoPKey {
        DPoPKey(scalar: scalar, pem: Self.sec1(scalar.reveal(), try publicPoint()))
    }

    /// SHA-256 of the public point in hexadecimal, which identifies the key; empty if the scalar is not a valid key.
    var thumbprint: String {
        (try? publicPoint()).map { $0.sha256.hex } ?? ""
    }

    /// `0x04`, x and y: 65 bytes.
    func publicPoint() throws -> [UInt8] {
        try Self.publicPoint(scalar.reveal())
    }

    /// The raw 64-byte signature over SHA-256 of `message` (ES256, RFC 7518, section 3.4).
    func signature(over message: String) throws -> [UInt8] {
        try Array(Self.signingKey(scalar.reveal()).signature(for: Data(message.utf8)).rawRepresentation)
    }

    private static func publicPoint(_ scalar: [UInt8]) throws -> [UInt8] {
        try Array(signingKey(scalar).publicKey.x963Representation)
    }

    private static func signingKey(_ scalar: [UInt8]) throws -> P256.Signing.PrivateKey {
        try P256.Signing.PrivateKey(rawRepresentation: scalar)
    }

    private static func sec1(_ scalar: [UInt8], _ point: [UInt8]) -> Secret<String> {
        var lines = ["-----BEGIN EC PRIVATE KEY-----"]
        var rest = Substring(DERKey.sec1(scalar: scalar, publicPoint: point).base64)
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        return Secret((lines + ["-----END EC PRIVATE KEY-----", ""]).joined(separator: "\n"))
    }
}
