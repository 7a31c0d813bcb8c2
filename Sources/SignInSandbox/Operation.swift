public import FoundationEssentials

extension SignInSandbox {
    /// What a request asks for.
    public enum Operation: String, Sendable, Hashable, Codable, CaseIterable {
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
    public struct RequestRecord: Sendable, Hashable, Codable {
        /// By the clock without ``Settings/clockOffset``.
        public let time: Date
        public let method: String
        /// Without the query.
        public let path: String
        /// `nil` for a path that the sandbox does not serve.
        public let what: Operation?
        /// `nil` when nothing is answered: a reset connection, a hang.
        public let status: Int?
        /// The error's code, such as `TOKEN_EXPIRED`.
        public let error: String?
        /// The name of the fault that befell it.
        public let fault: String?
        /// Until the answer was ready to be sent, in microseconds.
        public let duration: Int
        public let clientID: String?
        /// Address and port of the caller, or `in-process`.
        public let source: String
    }
}
