import Text

/// Why a request got no complete reply. FarsignCore has the error; the ledger and lock files keep its code.
package enum TransportErrorCode: String, ErrorCode, CaseIterable {
    case libraryMissing = "library-missing"
    case hostNotFound = "host-not-found"
    case notConnected = "not-connected"
    case certificateRefused = "certificate-refused"
    case caBundleUnreadable = "ca-bundle-unreadable"
    case timedOut = "timed-out"
    case connectionLost = "connection-lost"
    case replyTooLarge = "reply-too-large"
    case failed = "transport-failed"
}
