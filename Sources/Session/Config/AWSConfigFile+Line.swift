import Text

extension AWSConfigFile {
    /// A key and its value as bytes. Strings are made only on demand, because a config may have hundreds of profiles
    /// and every `credentials` call reads it.
    struct Property: Sendable, Hashable {
        private let line: ArraySlice<UInt8>
        private let sign: Int

        fileprivate init?(_ content: ArraySlice<UInt8>, signs: [UInt8]) {
            guard let sign = content.firstIndex(where: signs.contains) else { return nil }
            line = content
            self.sign = sign
        }

        /// In lower case, because the AWS tools ignore case.
        var key: String { String(decoding: line[..<sign].trimmed, as: UTF8.self).lowercased() }

        /// The value including a possible comment, which the Python tools treat as part of the value.
        var wholeValue: String { String(decoding: line[(sign + 1)...].trimmed, as: UTF8.self) }

        var value: String {
            let value = line[(sign + 1)...].trimmed
            // A comment after a value starts with white space and `#` or `;`.
            let comment = value.indices.dropFirst().first { index in
                "#;".utf8.contains(value[index]) && " \t".utf8.contains(value[index - 1])
            }
            return String(decoding: value[..<(comment ?? value.endIndex)].trimmed, as: UTF8.self)
        }
    }

    package struct Line: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            /// The text between the brackets.
            case section(ArraySlice<UInt8>)
            case property(Property)
            /// A line that is indented deeper than the property above it and therefore part of it.
            case continuation(Property?)
            /// A blank line, a comment, or a line that farsign does not recognise.
            case other
        }

        /// The line with its line ending.
        package let bytes: ArraySlice<UInt8>
        let kind: Kind

        static func read(_ lines: [ArraySlice<UInt8>]) -> [Line] {
            var depth: Int?
            return lines.map { Line(bytes: $0, kind: classify($0, below: &depth)) }
        }

        /// The leading spaces and tabs.
        var indentation: ArraySlice<UInt8> { Self.indentation(bytes) }

        private static func indentation(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            bytes.prefix { $0 == 0x20 || $0 == 0x09 }
        }

        /// - Parameter depth: the indentation of the current property; a deeper line belongs to that property.
        private static func classify(_ bytes: ArraySlice<UInt8>, below depth: inout Int?) -> Kind {
            let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
            let content = (bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes).trimmed
            guard let first = content.first, !"#;".utf8.contains(first) else { return .other }

            let indentation = indentation(bytes).count
            if let depth, indentation > depth { return .continuation(Property(content, signs: Array("=".utf8))) }
            if first == UInt8(ascii: "["), let end = content.lastIndex(of: UInt8(ascii: "]")) {
                // Like the AWS CLI, take everything up to the last bracket, white space included. Such a section is
                // not a profile.
                depth = nil
                return .section(content[..<end].dropFirst())
            }
            guard let property = Property(content, signs: Array("=:".utf8)) else { return .other }
            depth = indentation
            return .property(property)
        }
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without leading and trailing ASCII white space.
    var trimmed: ArraySlice<UInt8> {
        let start = drop(while: \.isWhiteSpace)
        return start[..<(start.lastIndex { !$0.isWhiteSpace }.map { $0 + 1 } ?? start.startIndex)]
    }
}

extension StringProtocol {
    var trimmed: String {
        var rest = Substring(self).drop(while: \.isWhitespace)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
