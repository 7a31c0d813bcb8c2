package import Text

/// A login's P-256 key, used for all its refreshes because the refresh token is bound to its thumbprint (RFC 9449).
///
/// Only its form is checked here, since every vend reads it. FarsignCore derives and uses the key itself.
package struct DPoPKey: Sendable {
    /// The private scalar, 32 bytes.
    package let scalar: Secret<[UInt8]>
    /// The text that ``init(pem:)`` reads.
    package let pem: Secret<String>

    /// - Parameter pem: contains the same scalar.
    package init(scalar: Secret<[UInt8]>, pem: Secret<String>) {
        self.scalar = scalar
        self.pem = pem
    }

    /// Reads SEC1 (`EC PRIVATE KEY`, RFC 5915) and PKCS #8 (`PRIVATE KEY`, RFC 5958). Returns nil for any other text.
    package init?(pem: String) {
        let lines = pem.utf8.split { $0 == 0x0A || $0 == 0x0D }.map { $0.trimmed }.filter { !$0.isEmpty }
        guard let first = lines.first, let last = lines.last, lines.count >= 3,
            let label = ["EC PRIVATE KEY", "PRIVATE KEY"].first(where: {
                first.starts(with: "-----BEGIN \($0)-----".utf8)
            }),
            last.starts(with: "-----END \(label)-----".utf8),
            let der = String(decoding: lines.dropFirst().dropLast().joined(), as: UTF8.self).base64Decoded,
            let scalar = label == "EC PRIVATE KEY" ? DERKey.sec1Scalar(der) : DERKey.pkcs8Scalar(der)
        else { return nil }
        self.init(scalar: Secret(scalar), pem: Secret(pem))
    }
}
