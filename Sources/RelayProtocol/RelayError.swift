import Text

/// An error in the broker's answer.
package struct RelayError: ExplainedError, Hashable {
    /// Stable names, `data.code` of the answer.
    package enum Code: String, ErrorCode, CaseIterable {
        case parseError = "parse-error"
        case invalidRequest = "invalid-request"
        case unknownMethod = "unknown-method"
        case invalidParams = "invalid-params"
        case internalError = "internal-error"
        case unsupportedProtocol = "unsupported-protocol"
        case helloFirst = "hello-first"
        case unknownLogin = "unknown-login"
        case loginOver = "login-over"
        case badRedirect = "bad-redirect"
        case badPhrase = "bad-phrase"
        case badReply = "bad-reply"
        case stateMismatch = "state-mismatch"
        case tooManyAttempts = "too-many-attempts"
        case codeExpired = "code-expired"
        case signInRefused = "sign-in-refused"
        case serviceUnavailable = "service-unavailable"

        /// The codes of JSON-RPC 2.0, section 5.1; farsign's own are in the range for server errors.
        var number: Int {
            switch self {
            case .parseError: -32_700
            case .invalidRequest: -32_600
            case .unknownMethod: -32_601
            case .invalidParams: -32_602
            case .internalError: -32_603
            default: -32_000
            }
        }
    }

    package let code: Code
    package let summary: String
    package let hint: String?
    /// How a login that has ended did so: `signed-in`, or the name of an error.
    package let outcome: String?

    package init(_ code: Code, _ summary: String, hint: String? = nil, outcome: String? = nil) {
        self.code = code
        self.summary = summary
        self.hint = hint
        self.outcome = outcome
    }

    /// Returns nil unless `json` is an error with a known name; any other error is unexpected.
    init?(json: JSONValue) {
        guard let message = json["message"]?.text, json["code"]?.int != nil,
            let code = json["data"]?["code"]?.identifier.flatMap(Code.init(rawValue:))
        else { return nil }
        let brief = { (text: String) in ShownText(text, limit: 300).description }
        self.init(
            code, brief(message), hint: json["data"]?["hint"]?.text.map(brief),
            outcome: json["data"]?["outcome"]?.text.map(brief))
    }

    var json: JSONValue {
        .object([
            "code": .integer(code.number), "message": .string(summary),
            "data": .object(["code": .string(code.rawValue), "hint": JSONValue(hint), "outcome": JSONValue(outcome)]),
        ])
    }
}
