/// An AWS config or shared credentials file, as text whose every byte is the
/// user's: reading forgives, editing changes only the lines that change.
///
/// The grammar is that of the AWS SDKs reference guide, "Format of the
/// shared config and credentials files".
public struct AWSConfigFile: Sendable, Hashable {
    /// Config files write `[profile NAME]`, credentials files `[NAME]`.
    public enum Style: Sendable {
        case config
        case credentials
    }

    let style: Style
    /// Each with its own line ending.
    var lines: [Line]

    public init(_ bytes: [UInt8], style: Style) {
        self.style = style
        lines = Self.split(bytes).map(Line.init)
    }

    public var bytes: [UInt8] { lines.flatMap(\.bytes) }

    /// Names of profiles, in the order of their sections, each once.
    public var profiles: [String] {
        var seen: Set<String> = []
        return lines.compactMap { line in
            guard case .section(let header) = line.kind, let name = profileName(header), seen.insert(name).inserted
            else { return nil }
            return name
        }
    }

    public func hasProfile(_ profile: String) -> Bool {
        profiles.contains(profile)
    }

    /// The value of `key` in the profile's section; of two, the last, as most SDKs have it.
    public func value(_ key: String, in profile: String) -> String? {
        properties(of: profile).last { $0.key == key }?.value
    }

    /// The keys of the profile's section.
    public func keys(in profile: String) -> [String] {
        properties(of: profile).map(\.key)
    }

    /// A nested value, as in `[services NAME]`, `signin =`, `  endpoint_url = …`.
    public func value(_ key: String, under parent: String, inServices name: String) -> String? {
        var found: String?
        forEachProperty(in: { Self.words($0) == ["services", name] }) { property, index in
            guard property.key == parent else { return }
            for line in lines[(index + 1)...] {
                guard case .continuation(let nested) = line.kind else { break }
                if let nested, nested.key == key { found = nested.value }
            }
        }
        return found
    }

    func isProfile(_ header: String, _ profile: String) -> Bool {
        profileName(header) == profile
    }

    private func profileName(_ header: String) -> String? {
        let words = Self.words(header)
        switch (style, words.count) {
        case (.credentials, 1...): return header
        case (.config, 1): return words == ["default"] ? "default" : nil
        case (.config, 2): return words[0] == "profile" ? words[1] : nil
        default: return nil
        }
    }

    private func properties(of profile: String) -> [Property] {
        var properties: [Property] = []
        forEachProperty(in: { isProfile($0, profile) }) { property, _ in properties.append(property) }
        return properties
    }

    private func forEachProperty(in matches: (String) -> Bool, _ body: (Property, Int) -> Void) {
        var isInside = false
        for (index, line) in lines.enumerated() {
            switch line.kind {
            case .section(let header): isInside = matches(header)
            case .property(let property) where isInside: body(property, index)
            default: break
            }
        }
    }

    /// A header's words; a quoted one may hold spaces.
    private static func words(_ header: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        var isInWord = false
        for character in header {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
                isInWord = true
            } else if quote == nil, character == " " || character == "\t" {
                if isInWord { words.append(word) }
                word = ""
                isInWord = false
            } else {
                word.append(character)
                isInWord = true
            }
        }
        return isInWord ? words + [word] : words
    }

    private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.endIndex
            lines.append(Array(bytes[start..<end]))
            start = end
        }
        return lines
    }
}

extension AWSConfigFile {
    struct Property: Sendable, Hashable {
        let key: String
        let value: String
    }

    struct Line: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            case section(String)
            case property(Property)
            /// An indented line, part of the property above it.
            case continuation(Property?)
            /// Blank, a comment, or nothing that we know.
            case other
        }

        let bytes: [UInt8]
        let kind: Kind

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            var text = String(decoding: bytes, as: UTF8.self)
            if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
            kind = Self.classify(text)
        }

        private static func classify(_ text: String) -> Kind {
            let isIndented = text.first == " " || text.first == "\t"
            let content = text.trimmed
            if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") { return .other }
            if isIndented { return .continuation(property(content)) }
            if content.hasPrefix("["), let end = content.firstIndex(of: "]") {
                return .section(String(content[content.index(after: content.startIndex)..<end]).trimmed)
            }
            return property(content).map(Kind.property) ?? .other
        }

        private static func property(_ content: String) -> Property? {
            guard let equals = content.firstIndex(of: "=") else { return nil }
            var value = String(content[content.index(after: equals)...]).trimmed
            // A comment after a value starts with white space and its sign.
            for sign in [" #", " ;", "\t#", "\t;"] {
                if let comment = value.firstRange(of: sign) { value = String(value[..<comment.lowerBound]).trimmed }
            }
            return Property(key: String(content[..<equals]).trimmed.lowercased(), value: value)
        }
    }
}

extension String {
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
