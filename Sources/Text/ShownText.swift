/// Text from outside, made safe for a terminal. All text from the network, a paste, a config file or another process
/// passes through it before a person sees it.
///
/// Control characters (C0, DEL, C1), line and paragraph separators and bidirectional overrides are written as
/// escapes, so that the terminal does not interpret them.
package struct ShownText: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// Cuts longer text after `limit` scalars and adds an ellipsis.
    package init(_ text: String, limit: Int = 2_000) {
        var shown = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            if count == limit {
                shown += "…"
                break
            }
            if Self.isObeyed(scalar) {
                shown += scalar.escaped
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        description = shown
    }

    fileprivate static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        // Directional marks, separators, embeddings, overrides and isolates (UAX #9), annotations, and the byte order
        // mark.
        case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        // Tag characters are invisible and can hide text.
        case 0xE0000...0xE007F: true
        default: false
        }
    }
}

extension Unicode.Scalar {
    fileprivate var escaped: String {
        switch value {
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        default: "\\u{\(String(value, radix: 16))}"
        }
    }
}

extension String {
    /// This text made safe for a terminal; see ``ShownText``.
    package var shown: String { ShownText(self).description }
}

extension JSONValue {
    /// The canonical form with the characters that ``ShownText`` escapes written as `\u` escapes, so that a JSON
    /// parser reads the same value.
    package var shown: String {
        let text = canonical
        // The canonical form already escapes the control characters below 0x20.
        guard text.utf8.contains(where: { $0 >= 0x7F }) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            if ShownText.isObeyed(scalar) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
