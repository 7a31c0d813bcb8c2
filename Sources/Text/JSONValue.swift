/// A JSON value of any type, so that unknown members survive a rewrite.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([JSONName: JSONValue])

    /// A missing value becomes `null`.
    package init(_ text: String?) {
        self = text.map(JSONValue.string) ?? .null
    }

    package init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
        self = try JSONParser.parse(bytes)
    }

    package subscript(member: JSONName) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[member]
    }

    package subscript(member: String) -> JSONValue? {
        self[JSONName(member)]
    }

    package var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The text, if it can be compared with known names such as methods and error codes; nil for any other value.
    package var identifier: String? {
        text.flatMap { $0.isIdentifier ? $0 : nil }
    }

    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    package var int: Int? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    /// The JSON Canonicalization Scheme, RFC 8785: members sorted by UTF-16 units, no white space, minimal escapes,
    /// numbers as in ECMAScript. Integers are written in full even beyond 2^53, where the RFC would round them.
    /// Infinity and NaN become `null`.
    package var canonical: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += Self.shortest(value)
        case .string(let value): Self.quote(value, to: &text)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in Self.inCanonicalOrder(members).enumerated() {
                if index > 0 { text += "," }
                Self.quote(member.key.text, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    /// The members in the order of ``canonical``.
    package static func inCanonicalOrder(
        _ members: [JSONName: JSONValue]
    ) -> [(key: JSONName, value: JSONValue)] {
        members.sorted(by: precedes)
    }

    private static func precedes(_ left: (key: JSONName, value: JSONValue), _ right: (key: JSONName, value: JSONValue))
        -> Bool
    {
        let (left, right) = (left.key.text, right.key.text)
        // Of ASCII texts the bytes have the same order, and are compared faster.
        let isASCII = left.utf8.allSatisfy { $0 < 0x80 } && right.utf8.allSatisfy { $0 < 0x80 }
        return isASCII
            ? left.utf8.lexicographicallyPrecedes(right.utf8) : left.utf16.lexicographicallyPrecedes(right.utf16)
    }

    /// ECMAScript's Number::toString, which like Swift uses the shortest digits.
    private static func shortest(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        let parts = "\(value.magnitude)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        var digits = mantissa.joined()
        // The position of the decimal point, counted from the first digit.
        var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        let zeros = digits.prefix { $0 == "0" }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == "0" { digits.removeLast() }
        guard let first = digits.first else { return "0" }

        let sign = value < 0 ? "-" : ""
        switch point {
        case digits.count...21: return sign + digits + String(repeating: "0", count: point - digits.count)
        case 1...21: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0: return sign + "0." + String(repeating: "0", count: -point) + digits
        default:
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return "\(sign)\(first)\(fraction)e\(point > 0 ? "+" : "-")\(abs(point - 1))"
        }
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        defer { text += "\"" }
        // Most texts need no escape and are appended in one piece.
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            text += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{08}": text += "\\b"
            case "\u{09}": text += "\\t"
            case "\u{0A}": text += "\\n"
            case "\u{0C}": text += "\\f"
            case "\u{0D}": text += "\\r"
            case ..<"\u{20}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension JSONValue: Equatable {
    /// Texts are equal if their bytes are equal.
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.isExactly(right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (JSONName, JSONValue)...) {
        self = .object(Dictionary(elements) { $1 })
    }
}
