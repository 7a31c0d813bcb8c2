package import SignIn
import Text

/// Editing. All lines that an edit does not concern keep their bytes.
extension AWSConfigFile {
    /// Sets `key` in the profile's section: in place, or after the section's last property. If the profile has no
    /// section, one is added at the end of the file.
    ///
    /// - Throws: ``ConfigError/Code/ambiguousConfig`` if the section or the key occurs twice, because the Python
    ///   tools refuse to read such a file; ``ConfigError/Code/badProfileName``.
    package mutating func set(_ key: String, to value: String, in profile: String) throws(ConfigError) {
        guard let section = try section(of: profile) else { return try append(profile, key: key, value: value) }
        let old = try propertyLines(key, in: section)
        if let first = old.first {
            guard case .property(let property) = lines[first].kind, property.wholeValue != value || old.count > 1 else {
                return
            }
            replaceLines(old, with: [line("\(key) = \(value)", indentedAs: first, ending: lines[first].ending)])
        } else {
            let last = section.last { lines[$0].kind != .other } ?? section.lowerBound
            let sibling = section.last { lines[$0].isProperty }
            let before = lines[last]
            let ended = before.ending.isEmpty ? Array(before.bytes) + newline : Array(before.bytes)
            replaceLines(last..<last + 1, with: [ended, line("\(key) = \(value)", indentedAs: sibling)])
        }
    }

    /// Removes `key` and its indented lines from the profile's section, if it is there.
    ///
    /// - Throws: as ``set(_:to:in:)``.
    package mutating func remove(_ key: String, in profile: String) throws(ConfigError) {
        guard let section = try section(of: profile) else { return }
        replaceLines(try propertyLines(key, in: section), with: [])
    }

    /// Throws what ``set(_:to:in:)`` would throw. Called before the person is asked to do anything.
    package func checkEditable(_ profile: String) throws(ConfigError) {
        _ = try Self.header(of: profile)
        guard let section = try section(of: profile) else { return }
        for key in ["credential_process", "login_session", "region"] {
            _ = try propertyLines(key, in: section)
        }
    }

    /// The line numbers, from 0, of the profile's section: from its header up to the next header.
    private func section(of profile: String) throws(ConfigError) -> Range<Int>? {
        let headers = lines.indices.filter { index in
            guard case .section(let header) = lines[index].kind else { return false }
            return isProfile(header, profile)
        }
        guard headers.count < 2 else {
            throw ConfigError(
                .ambiguousConfig,
                "the AWS config has two sections for profile \(profile.shown), on lines \(headers[0] + 1) and "
                    + "\(headers[1] + 1)", hint: "merge them into one section")
        }
        guard let start = headers.first else { return nil }
        let end = lines[(start + 1)...].firstIndex { line in
            if case .section = line.kind { true } else { false }
        }
        return start..<(end ?? lines.endIndex)
    }

    /// The lines of a property and the indented lines below it; empty if the key is not there.
    private func propertyLines(_ key: String, in section: Range<Int>) throws(ConfigError) -> Range<Int> {
        let found = section.filter { index in
            if case .property(let property) = lines[index].kind { property.key == key } else { false }
        }
        guard found.count < 2 else {
            throw ConfigError(
                .ambiguousConfig, "the AWS config sets \(key) twice, on lines \(found[0] + 1) and \(found[1] + 1)",
                hint: "remove one of them")
        }
        guard let start = found.first else { return section.upperBound..<section.upperBound }
        return start..<endOfProperty(at: start)
    }

    private mutating func append(_ profile: String, key: String, value: String) throws(ConfigError) {
        var new = [line("[\(try Self.header(of: profile))]"), line("\(key) = \(value)")]
        guard let last = lines.last else { return replaceLines(0..<0, with: new) }
        let ended = last.ending.isEmpty ? Array(last.bytes) + newline : Array(last.bytes)
        if !last.isBlank { new.insert(newline, at: 0) }
        replaceLines(lines.endIndex - 1..<lines.endIndex, with: [ended] + new)
    }

    /// The text between the brackets of the profile's section header.
    ///
    /// - Throws: as ``checkProfileName(_:)``.
    package static func header(of profile: String) throws(ConfigError) -> String {
        try checkProfileName(profile)
        if profile == "default" { return profile }
        return profile.utf8.contains(UInt8(ascii: " ")) ? "profile \"\(profile)\"" : "profile \(profile)"
    }

    /// - Throws: ``ConfigError/Code/badProfileName`` if the name cannot be written into a section header or a command
    ///   line.
    package static func checkProfileName(_ name: String) throws(ConfigError) {
        let isPlain = !name.utf8.contains(where: "[]\"'\\#;".utf8.contains) && name == name.shown
        guard isPlain, (1...128).contains(name.utf8.count), !name.hasPrefix("-"), name == name.trimmed else {
            throw ConfigError(
                .badProfileName, "'\(name.shown)' is not a valid profile name",
                hint: "use letters, digits, any of .-_@:/+ and inner spaces")
        }
    }

    /// A new line with the file's line ending and the indentation of a sibling. A deeper line would become part of
    /// the property above it; a less indented one would change which property the next lines belong to.
    private func line(_ text: String, indentedAs sibling: Int? = nil, ending: [UInt8]? = nil) -> [UInt8] {
        (sibling.map { Array(lines[$0].indentation) } ?? []) + text.utf8 + (ending ?? newline)
    }

    private var newline: [UInt8] {
        lines.first.flatMap { $0.ending.isEmpty ? nil : $0.ending } ?? [0x0A]
    }
}

extension AWSConfigFile.Line {
    fileprivate var ending: [UInt8] {
        Array(bytes.suffix(2).drop { $0 != 0x0D && $0 != 0x0A })
    }

    fileprivate var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }

    fileprivate var isProperty: Bool {
        if case .property = kind { true } else { false }
    }
}
