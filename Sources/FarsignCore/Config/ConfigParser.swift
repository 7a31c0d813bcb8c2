import Session
import Text

/// Parses the grammar of Python's `configparser.RawConfigParser` as botocore configures it: strict, `#` and `;` start
/// a comment line, and there are no comments after a value.
struct ConfigParser {
    typealias Text = [Unicode.Scalar]

    struct Option {
        let line: Int
        fileprivate var lines: [Text]

        /// The value's lines, joined by newlines.
        var text: Text { ConfigParser.stripped(Array(lines.joined(separator: ["\n"])), left: false) }
    }

    struct Section {
        let name: PythonConfig.Name
        fileprivate(set) var options: [PythonConfig.Name: Option] = [:]
    }

    private var found: [Section] = []
    private var places: [PythonConfig.Name: Int] = [:]
    /// `[DEFAULT]`, whose options all sections inherit.
    private var defaults = Section(name: "DEFAULT")
    private var section: Place?
    private var option: PythonConfig.Name?
    private var indentation = 0
    /// Reported only at the end of the file, because another error may be reported before it.
    private var unknown: PythonConfig.Unreadable?

    private enum Place {
        case defaults
        case found(Int)
    }

    /// - Parameter bytes: one line with its line ending.
    mutating func read(_ bytes: ArraySlice<UInt8>, number: Int) throws(PythonConfig.Unreadable) {
        guard let line = String(validating: bytes, as: UTF8.self).map({ Array($0.unicodeScalars) }) else {
            throw .init(line: number, reason: "it is not UTF-8")
        }
        let content = Self.stripped(line)
        guard let first = content.first else {
            if let option { editOption(option) { $0?.lines.append([]) } }
            return
        }
        guard first != "#", first != ";" else { return }
        let depth = line.firstIndex { !Self.isSpace($0) } ?? 0
        if section != nil, let option, depth > indentation {
            editOption(option) { $0?.lines.append(content) }
            return
        }
        indentation = depth
        if first == "[", let end = content.lastIndex(of: "]"), end > 1 {
            try open(PythonConfig.Name(Self.string(Array(content[1..<end]))), number)
        } else if section == nil {
            throw .init(line: number, reason: "there is no section header above it")
        } else {
            try take(content, number)
        }
    }

    /// The sections in file order, each including the defaults.
    func sections() throws(PythonConfig.Unreadable) -> [Section] {
        if let unknown { throw unknown }
        return found.map { section in
            var section = section
            section.options.merge(defaults.options) { own, _ in own }
            return section
        }
    }

    private mutating func open(_ name: PythonConfig.Name, _ number: Int) throws(PythonConfig.Unreadable) {
        option = nil
        guard name != defaults.name else { return section = .defaults }
        guard places[name] == nil else {
            throw .init(
                line: number, reason: "the section [\(name.text.shown)] occurs twice")
        }
        section = .found(found.count)
        places[name] = found.count
        found.append(Section(name: name))
    }

    private mutating func take(_ content: Text, _ number: Int) throws(PythonConfig.Unreadable) {
        guard let sign = content.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
            unknown = unknown ?? .init(line: number, reason: "it is neither a section nor a key with a value")
            return
        }
        let key = Self.string(Self.stripped(content[..<sign])).lowercased()
        if key.isEmpty { unknown = unknown ?? .init(line: number, reason: "it has no key") }
        let name = PythonConfig.Name(key)
        var isTwice = false
        editOption(name) { old in
            isTwice = old != nil
            old = Option(line: number, lines: [Self.stripped(content[(sign + 1)...])])
        }
        guard !isTwice else { throw .init(line: number, reason: "the key \(key.shown) occurs twice in its section") }
        option = key.isEmpty ? nil : name
    }

    private mutating func editOption(_ name: PythonConfig.Name, _ edit: (inout Option?) -> Void) {
        switch section {
        case .found(let index): edit(&found[index].options[name])
        case .defaults: edit(&defaults.options[name])
        case nil: break
        }
    }

    static func string(_ text: Text) -> String {
        var string = ""
        for scalar in text { string.unicodeScalars.append(scalar) }
        return string
    }

    static func stripped(_ text: some Collection<Unicode.Scalar>, left: Bool = true) -> Text {
        var text = Array(left ? Array(text.drop(while: isSpace)) : Array(text))
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }

    /// Python's `str.isspace`.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    /// Whether Python's `str.splitlines` splits at the character.
    static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
