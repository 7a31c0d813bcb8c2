package import Text

/// The reason why a relay does not open a URL. It never contains the URL, whose state must not be logged.
package typealias SignInURLError = CodedError<SignInURLErrorCode>

/// See ``SignInURLError``.
package enum SignInURLErrorCode: String, ErrorCode, CaseIterable {
    case notAURL = "not-a-url"
    case plainHTTP = "plain-http"
    case otherSite = "other-site"
    case otherPage = "other-page"
    case otherFlow = "other-flow"
    case otherRedirect = "other-redirect"
    case badParameters = "bad-parameters"
}

extension SignInURLError {
    static func refused(_ code: Code, _ reason: String, hint: String? = nil) -> SignInURLError {
        SignInURLError(code, "refused to open the URL that the server sent: \(reason)", hint: hint)
    }
}
