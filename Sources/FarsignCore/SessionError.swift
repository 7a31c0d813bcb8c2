/// No session to vend from: the person has to sign in.
public struct SessionError: ExplainedError, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        case noSession = "no-session"
        case noTokens = "no-tokens"
    }

    public let code: Code
    public let summary: String
    public let hint: String?

    public var name: String { code.rawValue }

    public init(_ code: Code, _ summary: String, hint: String? = nil) {
        self.code = code
        self.summary = summary
        self.hint = hint
    }
}
