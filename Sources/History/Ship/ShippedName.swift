import Text

/// The name of an object in a store of histories, below its prefix.
///
/// `host=HOST-ID/user=USER/date=2026-01-02/FIRST-LAST.jsonl.gz` for rows, and
/// `host=HOST-ID/user=USER/checkpoints/SIZE.checkpoint`. Numbers have 16 digits, so that names sort as numbers.
package struct ShippedName: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        /// Rows of one UTC date, by their sequence numbers.
        case rows(date: String, ClosedRange<Int>)
        case checkpoint(size: Int)
    }

    /// The date of a row whose time is none.
    package static let noDate = "0000-00-00"

    private static let digits = 16

    package let origin: CheckpointOrigin
    package let content: Content

    package init(_ origin: CheckpointOrigin, _ content: Content) {
        self.origin = origin
        self.content = content
    }

    /// Returns nil for a name that farsign does not write.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let host = Self.value("host=", parts[0]), let user = Self.value("user=", parts[1]),
            let origin = CheckpointOrigin("farsign/\(host)/\(user)"), let content = Self.content(parts[2], parts[3])
        else { return nil }
        self.init(origin, content)
        guard self.text == text else { return nil }
    }

    private static func content(_ folder: String, _ file: String) -> Content? {
        if folder == "checkpoints" {
            return file.hasSuffix(".checkpoint") ? Int(file.prefix(digits)).map { .checkpoint(size: $0) } : nil
        }
        guard let date = value("date=", folder), isDate(date), file.hasSuffix(".jsonl.gz"),
            let first = Int(file.prefix(digits)), let last = Int(file.dropFirst(digits + 1).prefix(digits)),
            0 < first, first <= last
        else { return nil }
        return .rows(date: date, first...last)
    }

    package var text: String {
        let folder = "host=\(origin.host)/user=\(origin.user)/"
        return switch content {
        case .rows(let date, let rows):
            folder + "date=\(date)/\(Self.padded(rows.lowerBound))-\(Self.padded(rows.upperBound)).jsonl.gz"
        case .checkpoint(let size): folder + "checkpoints/\(Self.padded(size)).checkpoint"
        }
    }

    private static func value(_ name: String, _ part: String) -> String? {
        part.startsExactly(with: name) ? String(part.dropFirst(name.count)) : nil
    }

    /// Whether it is safe as a part of a name; a row's time is any text.
    package static func isDate(_ text: String) -> Bool {
        text.utf8.count == 10
            && text.utf8.enumerated().allSatisfy { $0 == 4 || $0 == 7 ? $1 == UInt8(ascii: "-") : $1.isDigit }
    }

    private static func padded(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
