package import Text

extension StateError.Code {
    /// A configuration file that is not one, or has a key or a value that farsign does not know.
    package static let badConfiguration = Self(rawValue: "bad-configuration")
}

extension Configuration {
    mutating func add(_ file: ConfigurationFile) throws(StateError) {
        let document: TOMLDocument
        do throws(TOMLError) {
            document = try TOMLDocument(parsing: file.bytes)
        } catch {
            throw .badConfiguration(file, error.line, error.reason, hint: error.hint)
        }
        for section in document.sections {
            try add(section, of: file)
        }
    }

    private mutating func add(_ section: TOMLDocument.Section, of file: ConfigurationFile) throws(StateError) {
        guard let name = section.name?.text else {
            guard let entry = section.entries.first else { return }
            let key = ConfigurationKey.allCases.first { $0.name.isExactly(entry.key.text) }
            throw .badConfiguration(
                file, entry.line, "'\(entry.key.text.shown)' is above the first section",
                hint: key.map { "move it below [\($0.section)]" })
        }
        guard ConfigurationKey.sections.contains(where: { $0.isExactly(name) }) else {
            throw .badConfiguration(
                file, section.line, "[\(name.shown)] is not a section",
                hint: NearestNames.hint(name, among: ConfigurationKey.sections)
                    ?? "the sections are \(ConfigurationKey.sections.joined(separator: ", "))")
        }
        guard file.kind == .system || !name.isExactly(ConfigurationKey.rulesSection) else {
            throw .badConfiguration(
                file, section.line, "[\(name)] is not a section of a user's file",
                hint: "rules are in /etc/farsign, where users cannot change them")
        }
        for entry in section.entries { try add(entry, of: name, in: file) }
    }

    private mutating func add(
        _ entry: TOMLDocument.Entry, of section: String, in file: ConfigurationFile
    ) throws(StateError) {
        let origin = ConfigurationOrigin.file(path: file.path, line: entry.line)
        let keys = ConfigurationKey.allCases.filter { $0.section.isExactly(section) }
        let key = keys.first { $0.name.isExactly(entry.key.text) }
        guard key != nil || section.isExactly(ConfigurationKey.accountsSection) else {
            throw .badConfiguration(
                file, entry.line, "'\(entry.key.text.shown)' is not a key of [\(section)]",
                hint: Self.hint(entry.key.text, keys))
        }
        do throws(SettingReader.Problem) {
            if let key {
                try set(key, entry.value, from: origin)
            } else {
                add(account: try SettingReader.account(entry.value), of: entry.key, from: origin)
            }
        } catch {
            throw .badConfiguration(
                file, entry.line, "\(section).\(entry.key.text.shown) \(error.text)", hint: error.hint)
        }
    }

    /// The nearest names of the section, or else the section that has the key.
    private static func hint(_ name: String, _ keys: [ConfigurationKey]) -> String {
        if let elsewhere = ConfigurationKey.allCases.first(where: { $0.name.isExactly(name) }) {
            return "it is a key of [\(elsewhere.section)]"
        }
        return NearestNames.hint(name, among: keys.map(\.name))
            ?? "its keys are \(keys.map(\.name).joined(separator: ", "))"
    }
}

extension StateError {
    /// - Parameter reason: what is wrong in that line, safe for a terminal.
    fileprivate static func badConfiguration(
        _ file: ConfigurationFile, _ line: Int, _ reason: String, hint: String?
    ) -> StateError {
        StateError(.badConfiguration, path: file.path, "\(file.path.shown):\(line): \(reason)", hint: hint)
    }
}
