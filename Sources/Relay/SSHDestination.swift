package import Text

/// A destination of ssh whose host can be a pattern of ssh_config(5), and means itself there.
package struct SSHDestination {
    package let host: String
    /// Nil where the destination does not say.
    package let user: String?

    /// - Throws: ``UsageError`` for a URL, a pattern, or what would be more than one word.
    package init(_ text: String) throws(UsageError) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = !text.unicodeScalars.contains {
            "/*?!'\"\\#".unicodeScalars.contains($0) || $0.properties.isWhitespace
        }
        guard isPlain, text.shown == text, let host = parts.last, !parts.contains("") else {
            throw UsageError(
                "'\(text.shown)' cannot be a host of ~/.ssh/config", hint: "give a name as there, web1 or alice@web1")
        }
        self.host = String(host)
        user = parts.count > 1 ? parts.dropLast().joined(separator: "@") : nil
    }
}
