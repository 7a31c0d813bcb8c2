import Text

/// Markup. A literal is markup as it is; a text that is interpolated is escaped, so that no text of the history can
/// become markup.
struct HTML: Sendable, ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
        /// Disfavoured, so that a literal inside an interpolation is markup too, as in `\(isBad ? "<b>bad</b>" : "")`.
        @_disfavoredOverload
        mutating func appendInterpolation(_ text: String) { markup += HTML.escaped(text) }
        mutating func appendInterpolation(_ number: Int) { markup += "\(number)" }

        /// A position or a length with two decimals.
        mutating func appendInterpolation(_ number: Double) {
            let hundredths = Int((number * 100).rounded())
            let (whole, part) = (hundredths / 100, hundredths % 100)
            markup += part == 0 ? "\(whole)" : "\(whole).\(part < 10 ? "0" : "")\(part)"
        }
    }

    private(set) var markup: String

    init(stringLiteral markup: String) {
        self.markup = markup
    }

    init(stringInterpolation: StringInterpolation) {
        markup = stringInterpolation.markup
    }

    static func += (html: inout HTML, more: HTML) { html.markup += more.markup }

    /// Control characters and marks of the writing direction are shown as escapes, as on a terminal.
    ///
    /// It works on scalars, since a combining mark after `<` or `"` makes another `Character` of it, but no other
    /// markup.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.shown.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Sequence<HTML> {
    func joined(separator: HTML = "") -> HTML {
        reduce(into: "") { all, html in
            if !all.markup.isEmpty { all += separator }
            all += html
        }
    }
}

extension Int {
    /// `40,213`
    var grouped: String {
        let digits = String(magnitude)
        let groups = stride(from: digits.count % 3 == 0 ? 3 : digits.count % 3, through: digits.count, by: 3).map {
            String(digits.prefix($0).suffix(3))
        }
        return (self < 0 ? "-" : "") + groups.joined(separator: ",")
    }

    /// `1 vend`, `2 vends`
    func of(_ singular: String, _ plural: String? = nil) -> String {
        "\(grouped) \(self == 1 ? singular : plural ?? singular + "s")"
    }

    func verb(_ singular: String, _ plural: String) -> String { self == 1 ? singular : plural }

    /// `28 %`; a small part is not called nothing, nor a large one all.
    func percent(of all: Int) -> String {
        guard all > 0, self > 0 else { return "0 %" }
        let percent = Double(self) / Double(all) * 100
        if percent < 1 { return "< 1 %" }
        return self < all ? "\(percent > 99 ? 99 : Int(percent.rounded())) %" : "100 %"
    }
}
