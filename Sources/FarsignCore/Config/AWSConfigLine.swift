extension AWSConfigFile {
    struct Property: Sendable, Hashable {
        /// Lower case: the AWS tools do not look at it.
        let key: String
        let value: String
    }

    struct Line: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            case section(String)
            case property(Property)
            /// Indented deeper than the property above it, and a part of that.
            case continuation(Property?)
            /// Blank, a comment, or nothing that we know.
            case other
        }

        /// With its own ending.
        let bytes: [UInt8]
        let kind: Kind

        static func read(_ lines: [[UInt8]]) -> [Line] {
            var depth: Int?
            return lines.map { Line(bytes: $0, kind: classify($0, below: &depth)) }
        }

        /// The spaces and tabs that it starts with.
        var indentation: ArraySlice<UInt8> { Self.indentation(bytes) }

        private static func indentation(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
            bytes.prefix { $0 == 0x20 || $0 == 0x09 }
        }

        /// - Parameter depth: the indentation of the property that a deeper line would belong to.
        private static func classify(_ bytes: [UInt8], below depth: inout Int?) -> Kind {
            var text = String(decoding: bytes, as: UTF8.self)
            if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
            let content = text.trimmed
            if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") { return .other }

            let indentation = indentation(bytes).count
            if let depth, indentation > depth { return .continuation(property(content, signs: "=")) }
            if content.hasPrefix("["), let end = content.firstIndex(of: "]") {
                depth = nil
                return .section(content[..<end].dropFirst().trimmed)
            }
            guard let property = property(content, signs: "=:") else { return .other }
            depth = indentation
            return .property(property)
        }

        private static func property(_ content: String, signs: String) -> Property? {
            guard let sign = content.firstIndex(where: signs.contains) else { return nil }
            let value = content[content.index(after: sign)...].trimmed
            // A comment after a value starts with white space and its sign.
            let comment = [" #", " ;", "\t#", "\t;"].compactMap { value.firstRange(of: $0)?.lowerBound }.min()
            return Property(
                key: content[..<sign].trimmed.lowercased(), value: value[..<(comment ?? value.endIndex)].trimmed)
        }
    }
}

extension StringProtocol {
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
