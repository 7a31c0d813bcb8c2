package import Text

/// An error of the connection to a broker: it could not be made, or it was lost.
package typealias RelayLinkError = CodedError<RelayLinkErrorCode>

/// Stable names. Programs compare these, never the text.
package enum RelayLinkErrorCode: String, ErrorCode, CaseIterable {
    case notConnected = "not-connected"
    case connectionLost = "connection-lost"
    case timedOut = "timed-out"
    /// Protocol violation.
    case unexpectedMessage = "unexpected-message"
    /// The peer is a process of another user.
    case wrongOwner = "wrong-owner"
}
