/// The properties of a request that are known before validation, for the request log and for planned faults.
struct RequestFacts: Sendable, Hashable {
    let operation: SignInSandbox.Operation?
    let clientID: String?

    static let methods = [
        "/v1/authorize": ["GET", "POST"], "/v1/sessions/confirmation": ["GET"], "/v1/token": ["POST"],
        "/v1/revoke": ["POST"], "/v1/introspect": ["POST"], "/list-sessions": ["POST"], "/get-session": ["POST"],
        "/batch-revoke-sessions": ["POST"], "/": ["GET", "POST"], "/sts": ["GET", "POST"],
    ]

    init(_ request: Request) {
        var clientID: String?
        switch (request.method, request.path) {
        case ("GET", "/v1/authorize"):
            operation = .authorize
            clientID = (try? Fields(request.query))?["client_id"]
        case ("POST", "/v1/authorize"): operation = .decision
        case ("GET", "/v1/sessions/confirmation"): operation = .confirmation
        case ("POST", "/v1/token"):
            let body = try? JSON(parsing: request.body)
            clientID = body?["clientId"]?.string
            switch body?["grantType"]?.string {
            case "authorization_code": operation = .redeem
            case "refresh_token": operation = .refresh
            default: operation = .token
            }
        case ("POST", "/v1/revoke"): operation = .revoke
        case ("POST", "/v1/introspect"): operation = .introspect
        case ("POST", "/list-sessions"): operation = .listSessions
        case ("POST", "/get-session"): operation = .getSession
        case ("POST", "/batch-revoke-sessions"): operation = .revokeSessions
        case ("GET", "/"), ("POST", "/"), ("GET", "/sts"), ("POST", "/sts"): operation = .callerIdentity
        default: operation = nil
        }
        self.clientID = clientID
    }
}
