import Text

/// The name of a pending login and of its file: 12 hexadecimal digits.
package struct LoginID: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    package init?(_ text: String) {
        guard text.utf8.count == 12,
            text.utf8.allSatisfy({ $0.isDigit || (0x61...0x66).contains($0) })
        else { return nil }
        self.text = text
    }

    /// - Parameter random: six random bytes.
    package init(random: [UInt8]) {
        text = Array(random.prefix(6)).hex
    }
}
