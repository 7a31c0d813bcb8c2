package import Text

/// Why a URL that a broker sent is not opened; never with the URL itself, whose state is not for a log.
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
        SignInURLError(code, "refused to open what the server sent: \(reason)", hint: hint)
    }
}
