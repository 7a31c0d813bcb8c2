package import SignIn
import Text

/// Editing: only the lines that change, change.
extension AWSConfigFile {
    /// Sets `key` in the profile's section, where it stands or after the
    /// section's last property; a profile without a section gets one at the end.
    ///
    /// - Throws: ``ConfigError/Code/ambiguousConfig`` where the section or the key stands twice, which the
    ///   Python tools refuse to read at all; ``ConfigError/Code/badProfileName``.
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

    /// Takes `key` and its indented lines out of the profile's section; nothing where there is none.
    ///
    /// - Throws: as ``set(_:to:in:)``.
    package mutating func remove(_ key: String, in profile: String) throws(ConfigError) {
        guard let section = try section(of: profile) else { return }
        replaceLines(try propertyLines(key, in: section), with: [])
    }

    /// Throws what ``set(_:to:in:)`` would, before anything is asked of a person.
    package func checkEditable(_ profile: String) throws(ConfigError) {
        _ = try Self.header(of: profile)
        guard let section = try section(of: profile) else { return }
        for key in ["credential_process", "login_session", "region"] {
            _ = try propertyLines(key, in: section)
        }
    }

    /// The profile's section from its header to the next one, as line numbers from 0.
    private func section(of profile: String) throws(ConfigError) -> Range<Int>? {
        let headers = lines.indices.filter { index in
            guard case .section(let header) = lines[index].kind else { return false }
            return isProfile(header, profile)
        }
        guard headers.count < 2 else {
            throw ConfigError(
                .ambiguousConfig,
                "the AWS config has two sections for profile \(profile.shown), in lines \(headers[0] + 1) and "
                    + "\(headers[1] + 1)", hint: "make one of them")
        }
        guard let start = headers.first else { return nil }
        let end = lines[(start + 1)...].firstIndex { line in
            if case .section = line.kind { true } else { false }
        }
        return start..<(end ?? lines.endIndex)
    }

    /// The lines of a property and of what is indented below it; empty where it is not there.
    private func propertyLines(_ key: String, in section: Range<Int>) throws(ConfigError) -> Range<Int> {
        let found = section.filter { index in
            if case .property(let property) = lines[index].kind { property.key == key } else { false }
        }
        guard found.count < 2 else {
            throw ConfigError(
                .ambiguousConfig, "the AWS config sets \(key) twice, in lines \(found[0] + 1) and \(found[1] + 1)",
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

    /// What stands between the brackets of the profile's section.
    ///
    /// - Throws: as ``checkProfileName(_:)``.
    package static func header(of profile: String) throws(ConfigError) -> String {
        try checkProfileName(profile)
        if profile == "default" { return profile }
        return profile.utf8.contains(UInt8(ascii: " ")) ? "profile \"\(profile)\"" : "profile \(profile)"
    }

    /// - Throws: ``ConfigError/Code/badProfileName`` where no section header could hold the name, or no command line.
    package static func checkProfileName(_ name: String) throws(ConfigError) {
        let isPlain = !name.utf8.contains(where: "[]\"'\\#;".utf8.contains) && name == name.shown
        guard isPlain, (1...128).contains(name.utf8.count), !name.hasPrefix("-"), name == name.trimmed else {
            throw ConfigError(
                .badProfileName, "'\(name.shown)' cannot be the name of a profile",
                hint: "use letters, digits and any of .-_@:/+ or spaces between them")
        }
    }

    /// A new line, with the file's own ending and the indentation of one that is there: a deeper line would belong
    /// to the property above it, and a line less deep would make properties of the next ones' parts.
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
