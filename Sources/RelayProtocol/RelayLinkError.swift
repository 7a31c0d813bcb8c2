import Text

/// An error of the connection to a broker: it could not be made, or it was lost.
package struct RelayLinkError: ExplainedError, Hashable {
    /// Stable names. Programs compare these, never the text.
    package enum Code: String, Sendable, CaseIterable {
        case notConnected = "not-connected"
        case connectionLost = "connection-lost"
        case timedOut = "timed-out"
        /// Protocol violation.
        case unexpectedMessage = "unexpected-message"
        /// The peer is a process of another user.
        case wrongOwner = "wrong-owner"
    }

    package let code: Code
    package let summary: String
    package let hint: String?

    package var name: String { code.rawValue }

    package init(_ code: Code, _ summary: String, hint: String? = nil) {
        self.code = code
        self.summary = summary
        self.hint = hint
    }
}
