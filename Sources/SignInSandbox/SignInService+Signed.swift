import FoundationEssentials

extension SignInService {
    /// `POST /v1/revoke`: ends the chain of this refresh token. As at AWS, credentials that were issued before stay
    /// valid until they expire.
    mutating func revoke(_ request: Request) throws(Refusal) -> Reply {
        guard request.query == "x-amz-client-auth-method=iam" else {
            throw .invalid("the query must be 'x-amz-client-auth-method=iam'")
        }
        guard request.contentType == "application/json" else {
            throw .invalid("Content-Type must be application/json")
        }
        let signer = try signer(of: request, service: "signin")
        let body: JSON
        do throws(JSON.ParseError) {
            body = try JSON(parsing: request.body)
        } catch {
            throw .invalid(error.message)
        }
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
