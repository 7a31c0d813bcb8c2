package import Session
import Text

/// An AWS config or shared credentials file as the Python tools (the AWS CLI, boto3) read it: with the grammar of
/// Python's configparser and botocore's interpretation of the sections.
///
/// ``AWSConfigFile`` accepts files that these tools refuse, and every SDK differs a little. Only a sign-in checks
/// this, so that nobody signs in for a profile that the tools then cannot use.
package struct PythonConfig: Sendable {
    /// The reason why the Python tools cannot read the file at all.
    package struct Unreadable: Error, Hashable {
        /// The line number, from 1.
        package let line: Int
        /// A sentence about the line, such as `it has no key`.
        package let reason: String
    }

    package enum Value: Sendable, Hashable {
        case text(String)
        /// The indented lines below a key without a value.
        case nested([String: String])
    }

    /// Names are compared as bytes, because Python does not use canonical equivalence.
    typealias Name = ExactText

    private var profiles: [(name: Name, options: [Name: Value])] = []

    package init(_ file: AWSConfigFile) throws(Unreadable) {
        var parser = ConfigParser()
        for (index, line) in file.lines.enumerated() { try parser.read(line.bytes, number: index + 1) }
        for section in try parser.sections() {
            var options: [Name: Value] = [:]
            for (key, option) in section.options { options[key] = try Self.value(option) }
            guard let name = Self.profile(section.name, file.style) else { continue }
            // Of two sections for one profile, only the last counts.
            profiles.removeAll { $0.name == name }
            profiles.append((name, options))
        }
    }

    /// The names, in no particular order.
    package var names: [String] { profiles.map(\.name.text) }

    package func keys(in profile: String) -> [String] {
        options(of: profile).keys.map(\.text)
    }

    package func value(_ key: String, in profile: String) -> Value? {
        options(of: profile)[Name(key)]
    }

    private func options(of profile: String) -> [Name: Value] {
        profiles.first { $0.name == Name(profile) }?.options ?? [:]
    }

    private static func profile(_ section: Name, _ style: AWSConfigFile.Style) -> Name? {
        if style == .credentials || section == "default" { return section }
        guard section.text.startsExactly(with: "profile"), let words = ShellSplit.words(Array(section.text.utf8)),
            words.count == 2
        else { return nil }
        return Name(String(decoding: words[1], as: UTF8.self))
    }

    private static func value(_ option: ConfigParser.Option) throws(Unreadable) -> Value {
        let text = option.text
        guard text.first == "\n" else { return .text(ConfigParser.string(text)) }
        var nested: [String: String] = [:]
        for part in text.split(whereSeparator: ConfigParser.isLineBreak) {
            let line = ConfigParser.stripped(part)
            guard !line.isEmpty else { continue }
            guard let sign = line.firstIndex(of: "=") else {
                throw Unreadable(line: option.line, reason: "an indented line below it has no '='")
            }
            let (key, value) = (line[..<sign], line[(sign + 1)...])
            nested[ConfigParser.string(ConfigParser.stripped(key))] = ConfigParser.string(ConfigParser.stripped(value))
        }
        return .nested(nested)
    }
}
