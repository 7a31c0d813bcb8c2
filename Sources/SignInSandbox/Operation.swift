package import FoundationEssentials

extension SignInSandbox {
    /// The operation that a request asks for.
    package enum Operation: String, Sendable, Hashable, Codable, CaseIterable {
        /// `GET /v1/authorize`: the sign-in page.
        case authorize
        /// `POST /v1/authorize`: the person chose Allow or Deny.
        case decision
        /// `GET /v1/sessions/confirmation`: the page with the text to copy.
        case confirmation
        /// `POST /v1/token` with an unknown grant. A fault that is planned for this operation affects both grants.
        case token
        /// `POST /v1/token` with an authorization code.
        case redeem = "token-redeem"
        /// `POST /v1/token` with a refresh token.
        case refresh = "token-refresh"
        /// `POST /v1/revoke`.
        case revoke
        /// `POST /v1/introspect`.
        case introspect
        /// `POST /list-sessions`.
        case listSessions = "list-sessions"
        /// `POST /get-session`.
        case getSession = "get-session"
        /// `POST /batch-revoke-sessions`.
        case revokeSessions = "batch-revoke-sessions"
        /// STS `GetCallerIdentity`.
        case callerIdentity = "sts"

        /// The IAM action that allows the operation.
        var action: String {
            switch self {
            case .revoke: "signin:RevokeOAuth2TokenWithIAM"
            case .introspect: "signin:IntrospectOAuth2TokenWithIAM"
            case .listSessions: "signin:ListSessions"
            case .getSession: "signin:GetSession"
            case .revokeSessions: "signin:BatchRevokeSessions"
            case .callerIdentity: "sts:GetCallerIdentity"
            case .authorize, .decision, .confirmation, .token, .redeem, .refresh: "signin:CreateOAuth2Token"
            }
        }

        /// Whether a fault that is planned for this operation affects the other one.
        func covers(_ other: Operation) -> Bool {
            self == other || (self == .token && (other == .redeem || other == .refresh))
        }
    }

    /// A request and its result. Requests to `/control` are not recorded.
    package struct RequestRecord: Sendable, Hashable, Codable {
        /// The time without ``Settings/clockOffset``.
        package let time: Date
        package let method: String
        /// Without the query.
        package let path: String
        /// `nil` for a path that the sandbox does not serve.
        package let what: Operation?
        /// `nil` if no reply was sent: a reset connection or a hang.
        package let status: Int?
        /// The error code, such as `TOKEN_EXPIRED`.
        package let error: String?
        /// The name of the fault that affected the request.
        package let fault: String?
        /// The time until the reply was ready, in microseconds.
        package let duration: Int
        package let clientID: String?
        /// Address and port of the client, or `in-process`.
        package let source: String
    }
}
