package import Text

/// The sections and keys of a configuration file.
///
/// This is the part of TOML 1.0 that farsign's keys need: sections, keys, texts in one line, whole decimal numbers,
/// `true` and `false`, and arrays of these. Every text that is accepted here means the same to any other reader of
/// TOML 1.0. Everything else of TOML is refused by name, since no key takes it.
package struct TOMLDocument: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package let key: ExactText
        package let value: TOMLValue
        /// The line of the key.
        package let line: Int
    }

    package struct Section: Sendable, Hashable {
        /// Nil for the keys above the first section.
        package let name: ExactText?
        /// The line of the header.
        package let line: Int
        package fileprivate(set) var entries: [Entry] = []
    }

    /// In file order. Each name, and each key of a section, occurs once.
    package private(set) var sections = [Section(name: nil, line: 1)]

    package init(parsing bytes: [UInt8]) throws(TOMLError) {
        var scanner = try TOMLScanner(bytes)
        var keys: Set<ExactText> = []
        var names: Set<ExactText> = []
        while let statement = try scanner.statement() {
            switch statement {
            case .header(let name, let line):
                // A key above the first section is a value of the same table.
                let isTaken = sections[0].entries.contains { $0.key == name }
                guard !isTaken, names.insert(name).inserted else {
                    throw TOMLError(line, "the section [\(name.text.shown)] occurs twice")
                }
                sections.append(Section(name: name, line: line))
                keys = []
            case .entry(let entry):
                guard keys.insert(entry.key).inserted else {
                    throw TOMLError(entry.line, "the key '\(entry.key.text.shown)' occurs twice in its section")
                }
                sections[sections.count - 1].entries.append(entry)
            }
        }
    }
}
