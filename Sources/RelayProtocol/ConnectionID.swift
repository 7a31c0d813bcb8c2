import Text

/// Tells a relay's connection from all others of this machine: those that one sshd forwards have the same process.
package struct ConnectionID: Sendable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// - Parameter randomBytes: eight of them.
    package init(randomBytes: (_ count: Int) -> [UInt8]) {
        text = randomBytes(8).hex
    }
}
