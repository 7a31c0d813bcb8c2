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
        guard
            let scalar = Self.body(of: "EC PRIVATE KEY", in: pem).flatMap(DERKey.sec1Scalar)
                ?? Self.body(of: "PRIVATE KEY", in: pem).flatMap(DERKey.pkcs8Scalar)
        else { return nil }
        self.init(scalar: Secret(scalar), pem: Secret(pem))
    }

    /// What stands in base64 between the two lines of a PEM (RFC 7468); white space around the lines is ignored.
    private static func body(of label: String, in pem: String) -> [UInt8]? {
        let (begin, end) = ("-----BEGIN \(label)-----", "-----END \(label)-----")
        let text = Array(pem.utf8)[...].trimmed
        guard text.count >= begin.utf8.count + end.utf8.count, text.starts(with: begin.utf8),
            text.suffix(end.utf8.count).elementsEqual(end.utf8)
        else { return nil }
        let body = text.dropFirst(begin.utf8.count).dropLast(end.utf8.count)
        guard body.first?.isWhiteSpace == true, body.last?.isWhiteSpace == true else { return nil }
        return String(decoding: body, as: UTF8.self).base64Decoded
    }
}
