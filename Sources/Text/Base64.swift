extension Sequence<UInt8> {
    /// Base64 (RFC 4648, section 4).
    package var base64: String {
        encoded(with: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", padding: true)
    }

    /// Base64url (RFC 4648, section 5) without padding.
    package var base64URL: String {
        encoded(with: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", padding: false)
    }

    private func encoded(with alphabet: StaticString, padding: Bool) -> String {
        let digits = Array(alphabet.description.utf8)
        var text: [UInt8] = []
        var group: UInt32 = 0
        var bits = 0
        for byte in self {
            group = group << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(digits[Int(group >> bits & 63)])
            }
        }
        if bits > 0 { text.append(digits[Int(group << (6 - bits) & 63)]) }
        if padding { text += repeatElement(UInt8(ascii: "="), count: (4 - text.count % 4) % 4) }
        return String(decoding: text, as: UTF8.self)
    }
}

extension String {
    /// Decodes standard, URL-safe or unpadded base64; padding, line breaks, tabs and spaces are ignored. Returns nil if
    /// there is any other character, or one digit too many.
    package var base64Decoded: [UInt8]? {
        var bytes: [UInt8] = []
        var group: UInt32 = 0
        var bits = 0
        for byte in utf8 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): digit = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): digit = 63
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "="):
                continue
            default: return nil
            }
            group = group << 6 | UInt32(digit)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> bits))
            }
        }
        // Six bits are left of a digit that is alone in its group, which encodes nothing.
        return bits == 6 ? nil : bytes
    }
}
