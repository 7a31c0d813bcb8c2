package import Session
import Text

/// A request without a complete reply.
package struct TransportError: ExplainedError, Hashable {
    package let code: TransportErrorCode
    package let summary: String
    package let hint: String?
    /// False only if it is certain that no byte of the request was sent.
    package let mayHaveBeenSent: Bool

    package init(_ code: TransportErrorCode, _ summary: String, hint: String? = nil, mayHaveBeenSent: Bool) {
        self.code = code
        self.summary = summary
        self.hint = hint
        self.mayHaveBeenSent = mayHaveBeenSent
    }
}
