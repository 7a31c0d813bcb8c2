/// Editing: only the lines that change, change.
extension AWSConfigFile {
    /// Sets `key` in the profile's section, where it stands or after the
    /// section's last property; a profile without a section gets one at the end.
    ///
    /// - Throws: ``ConfigError/Code/ambiguousConfig`` where the section or the key stands twice, which the
    ///   Python tools refuse to read at all; ``ConfigError/Code/badProfileName``.
    public mutating func set(_ key: String, to value: String, in profile: String) throws(ConfigError) {
        guard let section = try section(of: profile) else { return try append(profile, key: key, value: value) }
        let indices = try propertyLines(key, in: section)
        if let index = indices.first {
            guard case .property(let property) = lines[index].kind, property.value != value else { return }
            lines.replaceSubrange(indices, with: [line("\(key) = \(value)", like: lines[index])])
        } else {
            let last = section.last { lines[$0].isPropertyOrHeader } ?? section.lowerBound
            endLine(at: last)
            lines.insert(line("\(key) = \(value)"), at: last + 1)
        }
    }

    /// Takes `key` and its indented lines out of the profile's section; nothing where there is none.
    ///
    /// - Throws: as ``set(_:to:in:)``.
    public mutating func remove(_ key: String, in profile: String) throws(ConfigError) {
        guard let section = try section(of: profile) else { return }
        lines.removeSubrange(try propertyLines(key, in: section))
    }

    /// Throws what ``set(_:to:in:)`` would, before anything is asked of a person.
    public func checkEditable(_ profile: String) throws(ConfigError) {
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
        var end = start + 1
        while end < section.upperBound, case .continuation = lines[end].kind { end += 1 }
        return start..<end
    }

    private mutating func append(_ profile: String, key: String, value: String) throws(ConfigError) {
        let header = try Self.header(of: profile)
        if let last = lines.indices.last {
            endLine(at: last)
            if !lines[last].isBlank { lines.append(line("")) }
        }
        lines.append(line("[\(header)]"))
        lines.append(line("\(key) = \(value)"))
    }

    private static func header(of profile: String) throws(ConfigError) -> String {
        try checkProfileName(profile)
        if profile == "default" { return profile }
        return profile.contains { $0 == " " || $0 == "\t" } ? "profile \"\(profile)\"" : "profile \(profile)"
    }

    /// - Throws: ``ConfigError/Code/badProfileName`` where no section header could hold the name.
    public static func checkProfileName(_ name: String) throws(ConfigError) {
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar.value != 0x7F && !"[]\"'\\#;".unicodeScalars.contains(scalar)
        }
        guard !name.isEmpty, name.utf8.count <= 128, isPlain, name == name.trimmed else {
            throw ConfigError(
                .badProfileName, "'\(name.shown)' cannot be the name of a profile",
                hint: "use letters, digits and any of .-_@:/+ or spaces between them")
        }
    }

    /// A new line with the ending that the file, or the line it replaces, has.
    private func line(_ text: String, like old: Line? = nil) -> Line {
        let ending: [UInt8] =
            if let old { old.ending } else { lines.first?.ending == Array("\r\n".utf8) ? Array("\r\n".utf8) : [0x0A] }
        return Line(Array(text.utf8) + ending)
    }

    /// A last line without an ending gets one before anything follows it.
    private mutating func endLine(at index: Int) {
        if lines[index].ending.isEmpty { lines[index] = Line(lines[index].bytes + line("").bytes) }
    }
}

extension AWSConfigFile.Line {
    fileprivate var ending: [UInt8] {
        if bytes.suffix(2) == Array("\r\n".utf8)[...] { return Array("\r\n".utf8) }
        return bytes.last == 0x0A ? [0x0A] : []
    }

    fileprivate var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }

    fileprivate var isPropertyOrHeader: Bool {
        switch kind {
        case .section, .property, .continuation: true
        case .other: false
        }
    }
}
