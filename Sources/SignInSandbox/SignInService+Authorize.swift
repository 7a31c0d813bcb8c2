import FoundationEssentials

extension SignInService {
    /// `GET /v1/authorize`. The page contains only a random id of its request; the parameters stay in the service.
    mutating func signInPage(_ request: Request) throws(Refusal) -> String {
        let wanted = try AuthorizeRequest(query: request.query, endpoint: request.endpoint)
        let id = Base64URL.encode(Mint.bytes(24))
        pages[id] = wanted
        return Pages.signIn(wanted, id: id, identities: settings.identities)
    }

    /// `POST /v1/authorize`: the form of that page, accepted once.
    mutating func decide(_ request: Request) throws(Refusal) -> Reply {
        guard request.contentType == "application/x-www-form-urlencoded" else {
            throw .invalid("the form must be sent as application/x-www-form-urlencoded")
        }
        let fields = try Fields(String(decoding: request.body, as: UTF8.self))
        try fields.require(["request", "decision"], optional: ["identity"])
        guard let id = fields["request"], let wanted = pages[id] else {
            throw .invalid("this sign-in page was answered already, or never existed")
        }

        switch fields["decision"] {
        case "deny":
            pages[id] = nil
            return deny(wanted)
        case "allow":
            guard let arn = fields["identity"], settings.identities.contains(arn), let identity = Identity(arn: arn)
            else { throw .invalid("parameter 'identity' must be one of those on the page") }
            pages[id] = nil
            return allow(wanted, as: identity)
        default:
            throw .invalid("parameter 'decision' must be 'allow' or 'deny'")
        }
    }

    private mutating func allow(_ wanted: AuthorizeRequest, as identity: Identity) -> Reply {
        let code = issueCode(for: wanted, as: identity)
        switch wanted.flow {
        case .sameDevice:
            return .redirect(302, to: "\(wanted.redirectURI)?code=\(code)&state=\(wanted.state)")
        case .crossDevice:
            let id = Base64URL.encode(Mint.bytes(24))
            confirmations[id] = Self.textToCopy(code: code, state: wanted.state)
            return .redirect(303, to: "/v1/sessions/confirmation?session=\(id)")
        }
    }

    private func deny(_ wanted: AuthorizeRequest) -> Reply {
        switch wanted.flow {
        case .sameDevice:
            .redirect(302, to: "\(wanted.redirectURI)?error=access_denied&state=\(wanted.state)")
        case .crossDevice: .page(Pages.denied)
        }
    }

    /// `GET /v1/sessions/confirmation`: shows the text to copy, once.
    mutating func confirmationPage(_ request: Request) throws(Refusal) -> String {
        let fields = try Fields(request.query)
        try fields.require(["session"])
        guard let id = fields["session"], let text = confirmations.removeValue(forKey: id) else {
            throw .invalid("this confirmation was shown already, or never existed")
        }
        return Pages.confirmation(text)
    }

    private mutating func issueCode(for wanted: AuthorizeRequest, as identity: Identity) -> String {
        let code = Mint.code()
        let expires = now.addingTimeInterval(settings.codeLifetime.inSeconds)
        codes[code] = IssuedCode(request: wanted, identity: identity, expires: expires)
        remember(secret: code)
        return code
    }

    private static func textToCopy(code: String, state: String) -> String {
        Data("state=\(state)&code=\(code)".utf8).base64EncodedString()
    }
}
