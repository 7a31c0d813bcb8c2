package import FoundationEssentials

extension SignInSandbox {
    /// What a request asks for.
    package enum Operation: String, Sendable, Hashable, Codable, CaseIterable {
        /// `GET /v1/authorize`: the sign-in page.
        case authorize
        /// `POST /v1/authorize`: Allow or Deny was pressed.
        case decision
        /// `GET /v1/sessions/confirmation`: the page with the text to copy.
        case confirmation
        /// `POST /v1/token` with a grant that cannot be told. A fault planned for it
        /// befalls both grants.
        case token
        /// `POST /v1/token` with an authorization code.
        case redeem = "token-redeem"
        /// `POST /v1/token` with a refresh token.
        case refresh = "token-refresh"
        /// `POST /v1/revoke`.
        case revoke
        /// STS `GetCallerIdentity`.
        case callerIdentity = "sts"

        /// Whether a fault that was planned for this operation befalls the other one.
        func covers(_ other: Operation) -> Bool {
            self == other || (self == .token && (other == .redeem || other == .refresh))
        }
    }

    /// One request, as it was answered. Requests to `/control` are not recorded.
    package struct RequestRecord: Sendable, Hashable, Codable {
        /// By the clock without ``Settings/clockOffset``.
        package let time: Date
        package let method: String
        /// Without the query.
        package let path: String
        /// `nil` for a path that the sandbox does not serve.
        package let what: Operation?
        /// `nil` when nothing is answered: a reset connection, a hang.
        package let status: Int?
        /// The error's code, such as `TOKEN_EXPIRED`.
        package let error: String?
        /// The name of the fault that befell it.
        package let fault: String?
        /// Until the answer was ready to be sent, in microseconds.
        package let duration: Int
        package let clientID: String?
        /// Address and port of the caller, or `in-process`.
        package let source: String
    }
}
