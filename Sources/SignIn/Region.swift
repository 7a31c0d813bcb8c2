import Text

/// A syntactically valid region name, safe to use as part of a host name.
package struct Region: Sendable, Hashable, CustomStringConvertible {
    package let name: String

    package var description: String { name }

    /// - Throws: ``ConfigError/Code/badRegion`` unless `name` is lower-case words and a number, joined by hyphens.
    package init(_ name: String) throws(ConfigError) {
        // Check the length first: the text comes from outside and may be of any length.
        let parts = (name.isIdentifier ? name : "").split(separator: "-", omittingEmptySubsequences: false)
        let isWord: (Substring) -> Bool = { !$0.isEmpty && $0.utf8.allSatisfy(\.isLowercaseLetter) }
        guard parts.count >= 3, name.utf8.count <= 40, parts.dropLast().allSatisfy(isWord),
            // A pseudo region is a ``NamedRegion``; it is never part of a host name.
            !parts.contains("fips"),
            let number = parts.last, (1...2).contains(number.utf8.count),
            number.utf8.allSatisfy(\.isDigit)
        else {
            let near = NearestNames.of(name, among: Self.known)
            throw ConfigError(
                .badRegion, "'\(name.shown)' is not a region",
                hint: near.isEmpty ? "a region looks like us-east-1" : "did you mean \(near.joined(separator: " or "))?"
            )
        }
        self.name = name
    }
}
