/// Reads and writes the DER (X.690) of a P-256 private key. swift-crypto writes only PKCS #8, and some AWS SDKs read
/// only SEC1.
package enum DERKey {
    private static let prime256v1: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
    private static let ecPublicKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]

    /// ECPrivateKey (RFC 5915): version 1, the scalar, `[0]` the curve, `[1]` the public key.
    package static func sec1(scalar: [UInt8], publicPoint: [UInt8]) -> [UInt8] {
        element(
            0x30,
            [0x02, 0x01, 0x01] + element(0x04, scalar) + element(0xA0, prime256v1)
                + element(0xA1, element(0x03, [0x00] + publicPoint)))
    }

    static func sec1Scalar(_ der: [UInt8]) -> [UInt8]? {
        var outer = Reader(der[...])
        guard var key = outer.next(0x30).map(Reader.init), outer.isAtEnd, key.next(0x02) == [1],
            let scalar = key.next(0x04), scalar.count == 32
        else { return nil }
        // The curve may be missing, because PKCS #8 already names it. Another curve is refused.
        if let curve = key.next(0xA0), Array(curve) != prime256v1 { return nil }
        return Array(scalar)
    }

    /// OneAsymmetricKey (RFC 5958): version, algorithm, and an ECPrivateKey as an octet string.
    static func pkcs8Scalar(_ der: [UInt8]) -> [UInt8]? {
        var outer = Reader(der[...])
        guard var info = outer.next(0x30).map(Reader.init), outer.isAtEnd, info.next(0x02) != nil,
            let algorithm = info.next(0x30), Array(algorithm) == ecPublicKey + prime256v1,
            let key = info.next(0x04)
        else { return nil }
        return sec1Scalar(Array(key))
    }

    /// A DER element. All lengths in these structures are below 256.
    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = UInt8(content.count)
        return (length < 0x80 ? [tag, length] : [tag, 0x81, length]) + content
    }

    private struct Reader {
        private var rest: ArraySlice<UInt8>

        var isAtEnd: Bool { rest.isEmpty }

        init(_ bytes: ArraySlice<UInt8>) {
            rest = bytes
        }

        /// The content of the next element if it has this tag; otherwise nil, and the position does not change.
        mutating func next(_ tag: UInt8) -> ArraySlice<UInt8>? {
            var bytes = rest
            guard bytes.popFirst() == tag, let first = bytes.popFirst() else { return nil }
            var length = Int(first)
            if first == 0x81 {
                guard let long = bytes.popFirst(), long >= 0x80 else { return nil }
                length = Int(long)
            } else if first >= 0x80 {
                return nil
            }
            guard bytes.count >= length else { return nil }
            rest = bytes.dropFirst(length)
            return bytes.prefix(length)
        }
    }
}
