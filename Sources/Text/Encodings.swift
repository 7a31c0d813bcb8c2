import FoundationEssentials

extension Sequence<UInt8> {
    /// Lower-case hexadecimal.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Base64url (RFC 4648, section 5) without padding.
    package var base64URL: String {
        Data(self).base64EncodedString(options: [.base64URLAlphabet, .omitPaddingCharacter])
    }
}

extension String {
    /// Decodes standard, URL-safe or unpadded base64; line breaks and spaces are ignored.
    package var base64Decoded: [UInt8]? {
        var standard: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "="):
                continue
            default: standard.append(byte)
            }
        }
        standard += Array(repeating: UInt8(ascii: "="), count: (4 - standard.count % 4) % 4)
        return Data(base64Encoded: Data(standard)).map(Array.init)
    }

    /// Escapes everything except RFC 3986's unreserved characters.
    package var percentEncoded: String {
        utf8.map { byte in
            byte.isLetterOrDigit || "-._~".utf8.contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + [byte].hex.uppercased()
        }.joined()
    }

    /// Resolves percent escapes; an invalid one is left unchanged.
    package var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = Substring(self).utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, rest.prefix(2).allSatisfy(\.isHexDigit),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                rest = rest.dropFirst(2)
                bytes.append(value)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
