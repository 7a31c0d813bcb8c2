import Crypto
import FoundationEssentials
package import Text

/// A login's P-256 key, used for all its refreshes because the refresh token is bound to its thumbprint (RFC 9449).
package struct DPoPKey: Sendable {
    /// The private scalar, 32 bytes. The key itself is derived only to sign a proof, because that is slow.
    private let scalar: Secret<[UInt8]>

    /// Generates keys until neither coordinate starts with a zero byte: one SDK encodes such coordinates too short
    /// and the service refuses them.
    ///
    /// - Parameter randomBytes: the source of the candidate scalars.
    package init(randomBytes: (_ count: Int) -> [UInt8]) {
        while true {
            let candidate = DPoPKey(scalar: Secret(randomBytes(32)))
            guard let point = try? candidate.publicPoint(), point[1] != 0, point[33] != 0 else { continue }
            self = candidate
            return
        }
    }

    /// Reads SEC1 (`EC PRIVATE KEY`, RFC 5915) and PKCS #8 (`PRIVATE KEY`, RFC 5958). Returns nil for any other text.
    package init?(pem: String) {
        let lines = pem.split(whereSeparator: \.isNewline).map(\.trimmed).filter { !$0.isEmpty }
        guard let first = lines.first, let last = lines.last, lines.count >= 3,
            let label = ["EC PRIVATE KEY", "PRIVATE KEY"].first(where: { first.hasPrefix("-----BEGIN \($0)-----") }),
            last.hasPrefix("-----END \(label)-----"),
            let der = lines.dropFirst().dropLast().reduce(into: "", { $0 += $1 }).base64Decoded,
            let scalar = label == "EC PRIVATE KEY" ? DERKey.sec1Scalar(der) : DERKey.pkcs8Scalar(der)
        else { return nil }
        self.init(scalar: Secret(scalar))
    }

    private init(scalar: Secret<[UInt8]>) {
        self.scalar = scalar
    }

    /// SEC1 with the curve's OID and the public key inside, as the AWS CLI writes it. Two SDKs accept no other form.
    ///
    /// - Throws: `CryptoKitError` if the scalar is not a P-256 key.
    package func pem() throws -> Secret<String> {
        let der = try DERKey.sec1(scalar: scalar.reveal(), publicPoint: publicPoint())
        let body = der.base64
        var lines = ["-----BEGIN EC PRIVATE KEY-----"]
        var rest = Substring(body)
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        return Secret((lines + ["-----END EC PRIVATE KEY-----", ""]).joined(separator: "\n"))
    }

    /// SHA-256 of the public point in hexadecimal, which identifies the key; empty if the scalar is not a valid key.
    var thumbprint: String {
        (try? publicPoint()).map { $0.sha256.hex } ?? ""
    }

    /// `0x04`, x and y: 65 bytes.
    func publicPoint() throws -> [UInt8] {
        try Array(signingKey().publicKey.x963Representation)
    }

    /// The raw 64-byte signature over SHA-256 of `message` (ES256, RFC 7518, section 3.4).
    func signature(over message: String) throws -> [UInt8] {
        try Array(signingKey().signature(for: Data(message.utf8)).rawRepresentation)
    }

    private func signingKey() throws -> P256.Signing.PrivateKey {
        try P256.Signing.PrivateKey(rawRepresentation: scalar.reveal())
    }
}
