package import Text

/// An ssh destination whose host can be written as a literal pattern of ssh_config(5).
package struct SSHDestination {
    package let host: String
    /// Nil if the destination does not name a user.
    package let user: String?

    /// - Throws: ``UsageError`` for a URL, a pattern, or more than one word.
    package init(_ text: String) throws(UsageError) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = !text.unicodeScalars.contains {
            "/*?!'\"\\#".unicodeScalars.contains($0) || $0.properties.isWhitespace
        }
        guard isPlain, text.shown == text, let host = parts.last, !parts.contains("") else {
            throw UsageError(
                "'\(text.shown)' cannot be a Host in ~/.ssh/config", hint: "use a name such as web1 or alice@web1")
        }
        self.host = String(host)
        user = parts.count > 1 ? parts.dropLast().joined(separator: "@") : nil
    }
}
