package import Text

/// A relay's connection to a broker that has said hello.
package protocol RelayConnection: AnyObject, Sendable {
    var greeting: RelayGreeting { get }

    /// At most ``RelayCall/mostOutstanding`` are under way at once; more wait for their turn. Cancelling the task does not
    /// end a call, ``close()`` does.
    ///
    /// - Parameter timeout: from now on. An answer that is not there by then ends the connection.
    /// - Throws: ``RelayError`` as the broker answers, ``RelayLinkError`` once the connection is over.
    func call(_ call: RelayCall, timeout: Duration) async throws -> JSONValue

    /// Returns when the connection is over, and so is the process behind it.
    func close() async
}

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
