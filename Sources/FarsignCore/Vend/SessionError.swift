import Text

/// There is no session to take credentials from; the person has to sign in.
package struct SessionError: ExplainedError, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case noSession = "no-session"
        case noTokens = "no-tokens"
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
