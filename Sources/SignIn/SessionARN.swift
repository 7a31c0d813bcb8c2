import Text

/// A signed-in identity's ARN: the id token's `sub`, the profile's `login_session`.
package struct SessionARN: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    /// The ARN's fifth field, 12 digits.
    package let account: String

    package var description: String { text }

    /// Nil unless `text` is an ARN with an account of 12 digits, without spaces or control characters.
    package init?(_ text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy(\.isVisible) else { return nil }
        let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == "arn", !fields[1].isEmpty, !fields[5].isEmpty,
            fields[4].utf8.count == 12, fields[4].utf8.allSatisfy(\.isDigit)
        else { return nil }
        self.text = text
        account = String(fields[4])
    }
}
