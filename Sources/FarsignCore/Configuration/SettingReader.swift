import SignIn
import Text

/// Reads values of the configuration as what a key takes.
enum SettingReader {
    /// What is wrong with a value, as the end of a sentence that begins with the key.
    struct Problem: Error {
        let text: String
        let hint: String?

        init(_ text: String, hint: String? = nil) {
            self.text = text
            self.hint = hint
        }
    }

    static func text(_ value: TOMLValue) throws(Problem) -> String {
        guard case .string(let text) = value.kind else {
            throw Problem("takes a text in quotation marks, not \(value.kind.name)")
        }
        return text
    }

    static func boolean(_ value: TOMLValue) throws(Problem) -> Bool {
        guard case .boolean(let isOn) = value.kind else {
            throw Problem("takes true or false, not \(value.kind.name)")
        }
        return isOn
    }

    /// One of the values of a closed set.
    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ value: TOMLValue
    ) throws(Problem) -> Choice where Choice.RawValue == String {
        let text = try text(value)
        let all = Choice.allCases.map(\.rawValue)
        guard let choice = Choice.allCases.first(where: { $0.rawValue.isExactly(text) }) else {
            throw Problem(
                "takes \(all.joined(separator: " or ")), not '\(text.shown)'", hint: NearestNames.hint(text, among: all)
            )
        }
        return choice
    }

    static func seconds(_ value: TOMLValue, in range: ClosedRange<Int>) throws(Problem) -> Int {
        let wanted = "takes \(range.lowerBound) to \(range.upperBound) seconds"
        guard case .integer(let seconds) = value.kind else { throw Problem("\(wanted), not \(value.kind.name)") }
        guard range.contains(seconds) else { throw Problem("\(wanted), not \(seconds)") }
        return seconds
    }

    static func account(_ value: TOMLValue) throws(Problem) -> String {
        if case .integer = value.kind {
            throw Problem("takes an account id in quotation marks, not a number", hint: "write it as \"123456789012\"")
        }
        let text = try text(value)
        guard text.utf8.count == 12, text.utf8.allSatisfy(\.isDigit) else {
            throw Problem("takes an account id, which has 12 digits, not '\(text.shown)'")
        }
        return text
    }

    static func region(_ value: TOMLValue) throws(Problem) -> NamedRegion {
        let text = try text(value)
        do throws(ConfigError) {
            return try NamedRegion(text)
        } catch {
            throw Problem("takes a region: \(error.summary)", hint: error.hint)
        }
    }

    /// Where a history can be shipped to. It is used by commands with any working directory.
    static func destination(_ value: TOMLValue) throws(Problem) -> String {
        let text = try text(value)
        guard text.startsExactly(with: "s3://") || text.startsExactly(with: "/") else {
            throw Problem(
                "takes s3://BUCKET/PREFIX or the absolute path of a folder, not '\(text.shown)'")
        }
        let plain = plainDestination(text)
        guard plain.isExactly(text) else {
            throw Problem("takes a place as 'farsign audit ship' names it", hint: "write it as \"\(plain.shown)\"")
        }
        return text
    }

    /// The one name of a place that can be written in several ways: the ledger knows it by that.
    private static func plainDestination(_ text: String) -> String {
        let scheme = "s3://"
        let isBucket = text.startsExactly(with: scheme)
        // An endpoint of its own follows.
        let place = isBucket ? text.split(separator: " at ", maxSplits: 1).map(String.init) : [text]
        var parts: [Substring] = []
        for part in (isBucket ? place[0].dropFirst(scheme.count) : text[...]).split(separator: "/") {
            switch part {
            case "." where !isBucket: break
            case ".." where !isBucket: _ = parts.popLast()
            default: parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isBucket ? ([scheme + joined] + place.dropFirst()).joined(separator: " at ") : "/" + joined
    }

    static func port(_ value: TOMLValue) throws(Problem) -> ClosedRange<Int> {
        let range: ClosedRange<Int>?
        switch value.kind {
        case .integer(let port): range = port...port
        case .string(let text):
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            range =
                if ends.count == 2, let first = ends[0], let last = ends[1], first <= last { first...last } else { nil }
        case .boolean, .array: range = nil
        }
        guard let range, range.lowerBound >= 1024, range.upperBound <= 65_535 else {
            throw Problem("takes ports from 1024 to 65535", hint: "write them as 8976, or as \"9000-9010\"")
        }
        return range
    }

    /// A time such as `90s`, `15m`, `12h`, `7d` or `1w`.
    static func duration(_ value: TOMLValue) throws(Problem) -> LongTime {
        let text = try text(value)
        guard let time = LongTime(text) else {
            throw Problem("takes a time, not '\(text.shown)'", hint: "write it as \"90m\", \"12h\" or \"7d\"")
        }
        return time
    }

    /// Each element is read by `read`.
    static func list<Element>(
        _ value: TOMLValue, _ read: (TOMLValue) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        guard case .array(let values) = value.kind else {
            throw Problem("takes a list in brackets, not \(value.kind.name)")
        }
        var elements: [Element] = []
        for value in values { elements.append(try read(value)) }
        return elements
    }
}

extension TOMLValue.Kind {
    fileprivate var name: String {
        switch self {
        case .string(let text): "'\(text.shown)'"
        case .integer(let number): "\(number)"
        case .boolean(let isOn): "\(isOn)"
        case .array: "a list"
        }
    }
}

extension NearestNames {
    /// Nil if no name is similar.
    static func hint(_ name: String, among names: [String]) -> String? {
        let near = of(name, among: names)
        return near.isEmpty ? nil : "did you mean \(near.joined(separator: " or "))?"
    }
}
