import Text

/// Identifies a relay's connection on this machine, because connections forwarded by one sshd have the same process.
package struct ConnectionID: Sendable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// - Parameter randomBytes: eight random bytes.
    package init(randomBytes: (_ count: Int) -> [UInt8]) {
        text = randomBytes(8).hex
    }
}
