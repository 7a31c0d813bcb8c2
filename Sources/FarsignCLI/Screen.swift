import Text

/// The terminal on which a person reads the answer.
package struct Screen: Sendable, Hashable {
    enum Color: String {
        case bold = "1"
        case red = "31"
        case yellow = "33"
    }

    package let columns: Int
    private let hasColor: Bool
    /// Whether it shows characters such as `…`; see ``BlockLine/isUnicode(_:)``.
    let isUnicode: Bool

    /// - Parameter columns: the terminal's own width, 0 if it has none. `COLUMNS` comes before it, as for git.
    package init(columns: Int, variable: (_ name: String) -> String?) {
        let wanted = variable("COLUMNS").flatMap { Int($0) } ?? 0
        self.columns = wanted > 0 ? wanted : columns > 0 ? columns : 80
        let type = variable("TERM") ?? ""
        hasColor = !["", "dumb"].contains(type) && (variable("NO_COLOR") ?? "").isEmpty
        isUnicode = BlockLine.isUnicode(variable)
    }

    /// Whether there is little room, so that times and lines of blocks are short.
    var isNarrow: Bool { columns < 110 }

    var ellipsis: String { isUnicode ? "…" : "~" }

    func paint(_ text: String, _ color: Color?) -> String {
        guard hasColor, let color, !text.isEmpty else { return text }
        return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[m"
    }

    /// A session's ARN as a person calls it, such as `Alice @ 1234…9012`.
    func identity(_ arn: String) -> String {
        let fields = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6, fields[4].utf8.count == 12, fields[4].utf8.allSatisfy(\.isDigit),
            let name = fields[5].split(separator: "/").last
        else { return arn.shown }
        return "\(String(name).shown) @ \(fields[4].prefix(4))\(ellipsis)\(fields[4].suffix(4))"
    }
}
