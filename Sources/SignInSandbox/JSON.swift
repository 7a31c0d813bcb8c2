import FoundationEssentials

/// A JSON value that keeps the order of its members, so that a reply can be changed in one place and stays the same
/// elsewhere.
enum JSON: Sendable, Hashable {
    struct Member: Sendable, Hashable {
        var name: String
        var value: JSON

        /// Compares bytes, because `==` would normalise a client's text, in quadratic time for combining marks.
        func isNamed(_ name: String) -> Bool {
            self.name.utf8.count == name.utf8.count && self.name.utf8.elementsEqual(name.utf8)
        }
    }

    case object([Member])
    case array([JSON])
    case string(String)
    /// The number as written; nothing here calculates with it.
    case number(String)
    case bool(Bool)
    case null

    static func members(_ pairs: KeyValuePairs<String, JSON>) -> JSON {
        .object(pairs.map { Member(name: $0.key, value: $0.value) })
    }

    var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var number: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    static func epoch(_ date: Date) -> JSON { .number(String(Int(date.timeIntervalSince1970))) }

    /// Throws unless the object has each required member and no unknown one.
    func require(_ required: [String], optional: [String] = []) throws(Refusal) {
        for member in members ?? [] where !required.contains(member.name) && !optional.contains(member.name) {
            throw .invalid("unknown member '\(member.name)'")
        }
        for name in required where self[name] == nil { throw .invalid("'\(name)' is missing") }
    }

    subscript(_ name: String) -> JSON? {
        members?.first { $0.isNamed(name) }?.value
    }

    /// The value with the member at `path` replaced, or removed if `value` is `nil`.
    func setting(_ path: some Collection<String>, to value: JSON?) -> JSON {
        guard case .object(let members) = self, let name = path.first else { return self }
        return .object(
            members.compactMap { member in
                guard member.isNamed(name) else { return member }
                if path.count > 1 {
                    return Member(name: name, value: member.value.setting(Array(path.dropFirst()), to: value))
                }
                return value.map { Member(name: name, value: $0) }
            })
    }

    var text: String {
        switch self {
        case .object(let members):
            "{" + members.map { "\(JSON.quoted($0.name)):\($0.value.text)" }.joined(separator: ",") + "}"
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .string(let text): JSON.quoted(text)
        case .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\u{0}"..<"\u{20}": quoted += "\\u00" + Hex.encode([UInt8(scalar.value)])
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
