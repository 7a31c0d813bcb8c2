import Text

/// An AWS config or shared credentials file. Reading is tolerant; an edit keeps the bytes of all other lines.
///
/// The grammar is that of the AWS SDKs reference guide, "Format of the shared config and credentials files". Where
/// the guide says nothing (indentation, `:`), it is that of Python's configparser, with which the AWS CLI reads the
/// files.
package struct AWSConfigFile: Sendable, Hashable {
    /// Config files use `[profile NAME]`, credentials files `[NAME]`.
    package enum Style: Sendable {
        case config
        case credentials
    }

    package let style: Style
    /// The lines, each with its own line ending.
    package private(set) var lines: [Line]

    package init(_ bytes: [UInt8], style: Style) {
        self.style = style
        lines = Line.read(Self.split(bytes))
    }

    package var bytes: [UInt8] { lines.flatMap(\.bytes) }

    /// Replaces lines and classifies all lines again, because the kind of a line depends on the lines above it.
    mutating func replaceLines(_ range: Range<Int>, with new: [[UInt8]]) {
        lines = Line.read(
            lines[..<range.lowerBound].map(\.bytes) + new.map { $0[...] } + lines[range.upperBound...].map(\.bytes))
    }

    /// The profile names in the order of their sections, without duplicates.
    package var profiles: [String] {
        var seen: Set<ExactText> = []
        return lines.compactMap { line in
            guard case .section(let header) = line.kind, let name = profileName(header),
                seen.insert(ExactText(name)).inserted
            else { return nil }
            return name
        }
    }

    package func hasProfile(_ profile: String) -> Bool {
        profiles.contains { $0.isExactly(profile) }
    }

    /// The value of `key` in the profile's section. As in most SDKs, the last of several values counts.
    package func value(_ key: String, in profile: String) -> String? {
        properties(of: profile).last { $0.key.isExactly(key) }?.value
    }

    /// The keys of the profile's section.
    package func keys(in profile: String) -> [String] {
        properties(of: profile).map(\.key)
    }

    /// The same, including sections such as `[ profile dev ]` that only some SDKs assign to the profile.
    package func looseKeys(in profile: String) -> [String] {
        var keys: [String] = []
        let isNear: (ArraySlice<UInt8>) -> Bool = { header in
            [header, header.prefix { $0 != UInt8(ascii: "]") }.trimmed].contains { isProfile($0, profile) }
        }
        forEachProperty(in: isNear) { property, _ in keys.append(property.key) }
        return keys
    }

    /// A nested value, as in `[services NAME]`, `signin =`, `  endpoint_url = …`.
    package func value(_ key: String, under parent: String, inServices name: String) -> String? {
        var found: String?
        let isServices: (ArraySlice<UInt8>) -> Bool = { header in
            Self.words(String(decoding: header, as: UTF8.self)) == ["services", name]
        }
        forEachProperty(in: isServices) { property, index in
            guard property.key.isExactly(parent) else { return }
            for case .continuation(let nested?) in lines[(index + 1)..<endOfProperty(at: index)].map(\.kind)
            where nested.key.isExactly(key) {
                found = nested.value
            }
        }
        return found
    }

    /// The line after the property's last indented line. Blank lines and comments may stand in between.
    func endOfProperty(at start: Int) -> Int {
        var end = start + 1
        for index in end..<lines.endIndex {
            switch lines[index].kind {
            case .continuation: end = index + 1
            case .other: continue
            case .section, .property: return end
            }
        }
        return end
    }

    func isProfile(_ header: ArraySlice<UInt8>, _ profile: String) -> Bool {
        profileName(header)?.isExactly(profile) ?? false
    }

    private func profileName(_ bytes: ArraySlice<UInt8>) -> String? {
        let header = String(decoding: bytes, as: UTF8.self)
        if style == .credentials || header == "default" { return header }
        guard bytes.starts(with: "profile".utf8) else { return nil }
        let words = Self.words(header)
        return words.count == 2 && words[0] == "profile" ? words[1] : nil
    }

    private func properties(of profile: String) -> [Property] {
        var properties: [Property] = []
        forEachProperty(in: { isProfile($0, profile) }) { property, _ in properties.append(property) }
        return properties
    }

    private func forEachProperty(in matches: (ArraySlice<UInt8>) -> Bool, _ body: (Property, Int) -> Void) {
        var isInside = false
        for (index, line) in lines.enumerated() {
            switch line.kind {
            case .section(let header): isInside = matches(header)
            case .property(let property) where isInside: body(property, index)
            default: break
            }
        }
    }

    /// The words of a header or a command; a quoted word may contain spaces. Empty if a quotation is not closed.
    package static func words(_ header: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        var quote: UInt8?
        var isInWord = false
        for byte in header.utf8 {
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
                isInWord = true
            } else if quote == nil, byte == 0x20 || byte == 0x09 {
                if isInWord { words.append(String(decoding: word, as: UTF8.self)) }
                word = []
                isInWord = false
            } else {
                word.append(byte)
                isInWord = true
            }
        }
        if quote != nil { return [] }
        return isInWord ? words + [String(decoding: word, as: UTF8.self)] : words
    }

    private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            var end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.endIndex
            if bytes[end...].starts(with: [0x0D, 0x0A]) {
                end += 2
            } else if end < bytes.endIndex {
                end += 1
            }
            lines.append(bytes[start..<end])
            start = end
        }
        return lines
    }
}
