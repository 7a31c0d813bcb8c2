import FoundationEssentials

extension SignInService {
    /// `POST /v1/revoke`: ends the chain of this refresh token. As at AWS, credentials that were issued before stay
    /// valid until they expire.
    mutating func revoke(_ request: Request) throws(Refusal) -> Reply {
        let (signer, body) = try signedJSON(request, query: Self.clientAuthentication)
        guard body.members?.map(\.name) == ["token"], let token = body["token"]?.string else {
            throw .invalid("the body must be {\"token\": \"...\"}")
        }
        guard let issued = refreshTokens[token] else {
            throw .invalid("'token' is not a refresh token of this service")
        }
        guard sessions[issued.session].identity == signer else {
            throw Refusal(
                status: 403, error: "INSUFFICIENT_PERMISSIONS", message: "The token belongs to another identity.")
        }
        sessions[issued.session].isRevoked = true
        return Reply(200, "application/json", "")
    }

    /// `POST /v1/introspect`: the claims of a refresh token, or only that it is not active (RFC 7662).
    func introspect(_ request: Request) throws(Refusal) -> JSON {
        let (signer, body) = try signedJSON(request, query: Self.clientAuthentication)
        try body.require(["token"], optional: ["token_type_hint"])
        guard let token = body["token"]?.string, token.utf8.count <= 12_288,
            token.wholeMatch(of: /ASO[AR][A-Za-z0-9+\/=_\-]+/) != nil
        else { throw .invalid("'token' is not a token of this service") }
        if let hint = body["token_type_hint"] {
            guard ["access_token", "refresh_token"].contains(hint.string) else {
                throw .invalid("'token_type_hint' must be 'access_token' or 'refresh_token'")
            }
        }
        guard let issued = refreshTokens[token], case let session = sessions[issued.session],
            session.identity.account == signer.account, isActive(session)
        else { return .members(["active": .bool(false)]) }
        return .members([
            "active": .bool(true), "client_id": .string(session.clientID), "user_id": .string(session.identity.userID),
            "token_type": .string("refresh_token"), "exp": .epoch(session.ends), "iat": .epoch(issued.issued),
            "sub": .string(session.identity.arn), "iss": .string("signin.amazonaws.com"),
            "jti": .string(issued.identifier), "account_id": .string(session.identity.account),
            "signin_session": .string(session.arn),
        ])
    }

    func isActive(_ session: SignedInSession) -> Bool { !session.isRevoked && now < session.ends }

    private static let clientAuthentication = "x-amz-client-auth-method=iam"

    /// The signer and the body of a signed request with a JSON object.
    func signedJSON(_ request: Request, query: String) throws(Refusal) -> (Identity, JSON) {
        guard request.query == query else {
            throw .invalid(query.isEmpty ? "there must be no query" : "the query must be '\(query)'")
        }
        guard request.contentType == "application/json" else {
            throw .invalid("Content-Type must be application/json")
        }
        let signer = try signer(of: request, service: "signin")
        do throws(JSON.ParseError) {
            let body = try JSON(parsing: request.body)
            guard body.members != nil else { throw JSON.ParseError(message: "the body must be a JSON object") }
            return (signer, body)
        } catch {
            throw .invalid(error.message)
        }
    }

    /// STS `GetCallerIdentity`, by POST with a form or by GET with a query.
    func callerIdentity(_ request: Request) throws(Refusal) -> String {
        let signer = try signer(of: request, service: "sts")
        let fields: Fields
        if request.method == "GET" {
            fields = try Fields(request.query)
        } else {
            guard request.contentType == "application/x-www-form-urlencoded" else {
                throw Refusal(status: 400, error: "MissingAction", message: "The body is not a form.")
            }
            fields = try Fields(String(decoding: request.body, as: UTF8.self))
        }
        guard fields["Version"] == "2011-06-15", fields["Action"] == "GetCallerIdentity", fields.pairs.count == 2 else {
            let message = "Only Action=GetCallerIdentity of Version=2011-06-15 is served."
            throw Refusal(status: 400, error: "InvalidAction", message: message)
        }
        return CallerIdentity.xml(signer)
    }

    /// The identity whose credentials signed the request.
    private func signer(of request: Request, service: String) throws(Refusal) -> Identity {
        let signature = try SignatureV4(request)
        guard let issued = credentials[signature.accessKeyID],
            request.single("x-amz-security-token") == issued.sessionToken
        else {
            throw Refusal(
                status: 403, error: "InvalidClientTokenId",
                message: "The security token included in the request is invalid.")
        }
        try signature.verify(request, with: issued, service: service, now: now)
        guard now < issued.expires else {
            throw Refusal(
                status: 403, error: "ExpiredToken", message: "The security token included in the request is expired")
        }
        return issued.identity
    }
}

/// The XML format of STS.
enum CallerIdentity {
    private static let namespace = "https://sts.amazonaws.com/doc/2011-06-15/"

    static func xml(_ identity: Identity) -> String {
        """
        <GetCallerIdentityResponse xmlns="\(namespace)">
          <GetCallerIdentityResult>
            <Arn>\(Pages.escaped(identity.arn))</Arn>
            <UserId>\(Pages.escaped(identity.userID))</UserId>
            <Account>\(identity.account)</Account>
          </GetCallerIdentityResult>
          <ResponseMetadata><RequestId>\(requestID)</RequestId></ResponseMetadata>
        </GetCallerIdentityResponse>

        """
    }

    static func errorXML(_ refusal: Refusal) -> String {
        """
        <ErrorResponse xmlns="\(namespace)">
          <Error>
            <Type>\(refusal.status < 500 ? "Sender" : "Receiver")</Type>
            <Code>\(Pages.escaped(refusal.error))</Code>
            <Message>\(Pages.escaped(refusal.message))</Message>
          </Error>
          <RequestId>\(requestID)</RequestId>
        </ErrorResponse>

        """
    }

    private static var requestID: String { UUID().uuidString.lowercased() }
}
