extension SignInSandbox {
    /// A refused request, with the service's error.
    package struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        package let status: Int
        /// A code such as `INVALID_REQUEST`; for signed operations an AWS code such as `SignatureDoesNotMatch`.
        package let error: String
        package let message: String

        package var description: String { "\(status) \(error): \(message)" }
    }

    /// The errors that AWS Sign-In documents for its token endpoint.
    package enum ServiceError: String, Sendable, Hashable, CaseIterable {
        case tokenExpired = "token-expired"
        case codeExpired = "authcode-expired"
        case credentialsChanged = "credentials-changed"
        case insufficientPermissions = "insufficient-permissions"
        case invalidRequest = "invalid-request"
        /// Status 429 with the same error code as a malformed request.
        case rateLimited = "rate-limited"
        case tooManyRequests = "too-many-requests"
        case serverError = "server-error"
        case notFound = "resource-not-found"

        var refusal: Refusal {
            switch self {
            case .tokenExpired: .tokenExpired
            case .codeExpired: .codeExpired
            case .credentialsChanged:
                Refusal(status: 403, error: "USER_CREDENTIALS_CHANGED", message: "The user's credentials were changed.")
            case .insufficientPermissions: .notAuthorized("signin:CreateOAuth2Token")
            case .invalidRequest: .invalid("The request is not valid.")
            case .rateLimited: Refusal(status: 429, error: "INVALID_REQUEST", message: "Rate exceeded.")
            case .tooManyRequests: Refusal(status: 429, error: "TOO_MANY_REQUESTS", message: "Too many requests.")
            case .serverError: Refusal(status: 500, error: "SERVER_ERROR", message: "An internal error occurred.")
            case .notFound: .sessionNotFound
            }
        }

        /// The refusal of an operation, which names its IAM action if that is missing.
        func refusal(of operation: Operation?) -> Refusal {
            guard self == .insufficientPermissions, let operation else { return refusal }
            return .notAuthorized(operation.action)
        }
    }
}

typealias Refusal = SignInSandbox.Refusal

extension Refusal {
    static func invalid(_ message: String) -> Refusal {
        Refusal(status: 400, error: "INVALID_REQUEST", message: message)
    }

    static let tokenExpired = Refusal(
        status: 401, error: "TOKEN_EXPIRED", message: "The refresh token is expired or was revoked.")
    static let codeExpired = Refusal(
        status: 401, error: "AUTHCODE_EXPIRED", message: "The authorization code is expired or was used.")

    static func notAuthorized(_ action: String) -> Refusal {
        Refusal(
            status: 403, error: "INSUFFICIENT_PERMISSIONS",
            message: "The identity is not allowed to perform \(action).")
    }

    static let sessionNotFound = Refusal(
        status: 404, error: "RESOURCE_NOT_FOUND", message: "There is no such session.")

    /// The value of `x-amzn-ErrorType`, from which the AWS tools choose their exception.
    var type: String {
        switch status {
        case 401, 403: "AccessDeniedException"
        case 404: "ResourceNotFoundException"
        case 429: "TooManyRequestsError"
        case 500...: "InternalServerException"
        default: "ValidationException"
        }
    }
}
