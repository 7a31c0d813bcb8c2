import Text

/// The ARN of a signed-in identity: the id token's `sub` and the profile's `login_session`.
package struct SessionARN: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    /// The account id, which is the fifth field of the ARN: 12 digits.
    package let account: String
    /// The second field, such as `aws`.
    package let partition: String

    package var description: String { text }

    /// Returns nil unless `text` is an ARN with a 12-digit account id and without spaces and control characters.
    package init?(_ text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy(\.isVisible) else { return nil }
        let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == "arn", !fields[1].isEmpty, !fields[5].isEmpty,
            fields[4].utf8.count == 12, fields[4].utf8.allSatisfy(\.isDigit)
        else { return nil }
        self.text = text
        account = String(fields[4])
        partition = String(fields[1])
    }
}
