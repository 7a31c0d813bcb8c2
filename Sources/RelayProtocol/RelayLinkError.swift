package import Text

/// A connection to a broker that is over, or never came to be.
package typealias RelayLinkError = CodedError<RelayLinkErrorCode>

/// Stable names: programs compare these, never prose.
package enum RelayLinkErrorCode: String, ErrorCode, CaseIterable {
    case notConnected = "not-connected"
    case connectionLost = "connection-lost"
    case timedOut = "timed-out"
    /// It said what no broker says.
    case unexpectedMessage = "unexpected-message"
    /// A process of another user is at the other end.
    case wrongOwner = "wrong-owner"
}
