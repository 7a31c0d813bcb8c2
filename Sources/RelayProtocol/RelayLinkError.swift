import Text

/// A connection to a broker that is over, or never came to be.
package struct RelayLinkError: ExplainedError, Hashable {
    /// Stable names: programs compare these, never prose.
    package enum Code: String, Sendable, CaseIterable {
        case notConnected = "not-connected"
        case connectionLost = "connection-lost"
        case timedOut = "timed-out"
        /// It said what no broker says.
        case unexpectedMessage = "unexpected-message"
        /// A process of another user is at the other end.
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
