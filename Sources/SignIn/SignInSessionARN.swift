import Text

/// The ARN that AWS gives to one sign-in: `arn:aws:signin:us-east-1:123456789012:session/UUID`.
///
/// A ``SessionARN`` names the identity that signed in instead, and stays the same for its next sign-in.
package struct SignInSessionARN: Sendable, Hashable, CustomStringConvertible {
    /// The longest in AWS's model.
    private static let limit = 256

    package let text: String
    package let partition: String
    package let region: Region
    /// The account id: 12 digits.
    package let account: String

    package var description: String { text }

    /// Returns nil unless `text` has that form. The last part may be any letters, digits and hyphens.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.limit, text.utf8.allSatisfy(\.isVisible) else { return nil }
        let fields = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 6, fields[0] == "arn", Self.isWord(fields[1]), fields[2] == "signin",
            let region = try? Region(fields[3]),
            fields[4].utf8.count == 12, fields[4].utf8.allSatisfy(\.isDigit),
            fields[5].startsExactly(with: "session/"), Self.isWord(fields[5].dropFirst("session/".count))
        else { return nil }
        self.text = text
        partition = fields[1]
        self.region = region
        account = fields[4]
    }

    private static func isWord(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
    }
}
