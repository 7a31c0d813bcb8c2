package import Session
package import SignIn
import Text

/// Requests about sign-in sessions to the service's control plane, signed with the credentials of a session.
package struct SignInSessionRequests: Sendable {
    /// The most sessions that a page can have.
    package static let largestPage = 100
    /// The most sessions that one request can revoke.
    package static let largestBatch = 5

    private let endpoint: SignInEndpoint
    private let credentials: Credentials
    private let caBundle: String?

    package init(at endpoint: SignInEndpoint, credentials: Credentials, caBundle: String?) {
        self.endpoint = endpoint
        self.credentials = credentials
        self.caBundle = caBundle
    }

    /// The sessions that were not revoked, a page at a time.
    ///
    /// - Parameters:
    ///   - principal: whose sessions; the caller's own if it is nil.
    ///   - token: the `nextToken` of the page before.
    package func list(principal: SignInPrincipal?, after token: String?) -> HTTPRequest {
        var members: [JSONName: JSONValue] = ["status": .string("ACTIVE"), "maxResults": .integer(Self.largestPage)]
        if let token { members["nextToken"] = .string(token) }
        return request("/list-sessions", members, principal)
    }

    package func details(of session: SignInSessionARN, principal: SignInPrincipal?) -> HTTPRequest {
        request("/get-session", ["sessionArn": .string(session.text)], principal)
    }

    /// - Parameter sessions: at most ``largestBatch``.
    package func revoke(_ sessions: [SignInSessionARN], principal: SignInPrincipal?) -> HTTPRequest {
        request(
            "/batch-revoke-sessions",
            ["sessionArns": .array(sessions.map { .string($0.text) }), "reason": .string("farsign logout")], principal)
    }

    private func request(
        _ path: String, _ members: [JSONName: JSONValue], _ principal: SignInPrincipal?
    ) -> HTTPRequest {
        var members = members
        if let principal { members["principalArn"] = .string(principal.text) }
        return HTTPRequest(
            signed: members, to: endpoint.controlPlaneURL + path, region: endpoint.region, credentials: credentials,
            caBundle: caBundle)
    }
}

/// Whose sessions a request is about.
package struct SignInPrincipal: Sendable, Hashable {
    let text: String

    /// All identities of the account.
    package init(accountOf session: SessionARN) {
        let partition = session.text.split(separator: ":").dropFirst().first ?? "aws"
        text = "arn:\(partition):iam::\(session.account):*"
    }
}
