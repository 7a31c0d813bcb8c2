import Text

/// The reason why a relay does not open a URL. It never contains the URL, whose state must not be logged.
package struct SignInURLError: ExplainedError, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case notAURL = "not-a-url"
        case plainHTTP = "plain-http"
        case otherSite = "other-site"
        case otherPage = "other-page"
        case otherFlow = "other-flow"
        case otherRedirect = "other-redirect"
        case badParameters = "bad-parameters"
    }

    package let code: Code
    package let summary: String
    package let hint: String?

    package var name: String { code.rawValue }

    init(_ code: Code, _ reason: String, hint: String? = nil) {
        self.code = code
        summary = "refused to open the URL that the server sent: \(reason)"
        self.hint = hint
    }
}
