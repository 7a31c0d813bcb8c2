import Text

/// A request without a complete reply.
package struct TransportError: ExplainedError, Hashable {
    package enum Code: String, ErrorCode, CaseIterable {
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

    package let code: Code
    package let summary: String
    package let hint: String?
    /// False only if it is certain that no byte of the request was sent.
    package let mayHaveBeenSent: Bool

    package init(_ code: Code, _ summary: String, hint: String? = nil, mayHaveBeenSent: Bool) {
        self.code = code
        self.summary = summary
        self.hint = hint
        self.mayHaveBeenSent = mayHaveBeenSent
    }
}
