/// An AWS config or shared credentials file as the Python tools (the AWS CLI, boto3) read it: by the grammar of
/// Python's configparser, and with what botocore makes of its sections.
///
/// ``AWSConfigFile`` forgives what these refuse, and every SDK sees a little more or less. This is asked at sign-in
/// alone, so that nobody signs in for a profile that the tools then do not see.
package struct PythonConfig: Sendable {
    /// Why they read nothing of the file.
    package struct Unreadable: Error, Hashable {
        /// From 1.
        package let line: Int
        /// Such as `it has no section above it`.
        package let reason: String
    }

    package enum Value: Sendable, Hashable {
        case text(String)
        /// The indented lines below a key without a value.
        case nested([String: String])
    }

    /// Names are compared by their bytes: Python knows no canonical equivalence.
    typealias Name = [UInt8]

    private var profiles: [(name: Name, options: [Name: Value])] = []

    package init(_ file: AWSConfigFile) throws(Unreadable) {
        var parser = ConfigParser()
        for (index, line) in file.lines.enumerated() { try parser.read(line.bytes, number: index + 1) }
        for section in try parser.sections() {
            var options: [Name: Value] = [:]
            for (key, option) in section.options { options[key] = try Self.value(option) }
            guard let name = Self.profile(section.name, file.style) else { continue }
            // Of two sections for one profile the last alone counts.
            profiles.removeAll { $0.name == name }
            profiles.append((name, options))
        }
    }

    /// In no order.
    package var names: [String] { profiles.map { String(decoding: $0.name, as: UTF8.self) } }

    package func keys(in profile: String) -> [String] {
        options(of: profile).keys.map { String(decoding: $0, as: UTF8.self) }
    }

    package func value(_ key: String, in profile: String) -> Value? {
        options(of: profile)[Array(key.utf8)]
    }

    private func options(of profile: String) -> [Name: Value] {
        profiles.first { $0.name == Array(profile.utf8) }?.options ?? [:]
    }

    private static func profile(_ section: Name, _ style: AWSConfigFile.Style) -> Name? {
        if style == .credentials || section == Array("default".utf8) { return section }
        guard section.starts(with: "profile".utf8), let words = ShellSplit.words(section), words.count == 2 else {
            return nil
        }
        return words[1]
    }

    private static func value(_ option: ConfigParser.Option) throws(Unreadable) -> Value {
        let text = option.text
        guard text.first == "\n" else { return .text(String(String.UnicodeScalarView(text))) }
        var nested: [String: String] = [:]
        for part in text.split(whereSeparator: ConfigParser.isLineBreak) {
            let line = ConfigParser.stripped(part)
            guard !line.isEmpty else { continue }
            guard let sign = line.firstIndex(of: "=") else {
                throw Unreadable(line: option.line, reason: "a line that is indented below it has no '='")
            }
            let (key, value) = (line[..<sign], line[(sign + 1)...])
            nested[String(String.UnicodeScalarView(ConfigParser.stripped(key)))] =
                String(String.UnicodeScalarView(ConfigParser.stripped(value)))
        }
        return .nested(nested)
    }
}
