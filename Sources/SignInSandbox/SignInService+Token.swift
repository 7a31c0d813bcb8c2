import Crypto
import FoundationEssentials

extension SignInService {
    /// `POST /v1/token`.
    mutating func token(_ request: Request) throws(Refusal) -> JSON {
        guard request.contentType == "application/json" else {
            throw .invalid("Content-Type must be application/json")
        }
        let proof = try checkedProof(request)
        switch try TokenRequest(request.body) {
        case .redemption(let clientID, let code, let verifier, let redirectURI):
            remember(secret: verifier)
            let issued = try spend(code, clientID: clientID, verifier: verifier, redirectURI: redirectURI)
            let session = SignedInSession(
                identity: issued.identity, clientID: clientID, thumbprint: proof.thumbprint,
                userAgent: request.single("user-agent"), issued: now, ends: sessionEnd)
            return try open(session, issuer: request.endpoint)
        case .refresh(let clientID, let token):
            return try refresh(token, clientID: clientID, thumbprint: proof.thumbprint)
        }
    }

    /// Validates the request's only DPoP proof and marks it as used.
    mutating func checkedProof(_ request: Request) throws(Refusal) -> DPoPProof {
        guard let compact = request.single("dpop") else { throw .invalid("exactly one DPoP header is needed") }
        let proof = try DPoPProof(compact, url: request.endpoint + "/v1/token", now: now)
        guard proofs[proof.identifier] == nil else { throw .invalid("DPoP: this jti was used before") }
        if proofs.count >= 100_000 {
            // Older proofs are refused because of their `iat`.
            let oldest = now.addingTimeInterval(-2 * DPoPProof.tolerance)
            proofs = proofs.filter { $0.value >= oldest }
        }
        proofs[proof.identifier] = now
        return proof
    }

    /// Uses up the code. A wrong verifier uses it up as well.
    private mutating func spend(
        _ code: String, clientID: String, verifier: String, redirectURI: String
    ) throws(Refusal) -> IssuedCode {
        guard let issued = codes.removeValue(forKey: code), now < issued.expires else { throw .codeExpired }
        guard clientID == issued.request.flow.rawValue else {
            throw .invalid("'clientId' is not the one that the code was issued to")
        }
        guard redirectURI == issued.request.redirectURI else {
            throw .invalid("'redirectUri' is not the one of the authorize request")
        }
        guard Base64URL.encode(SHA256.hash(data: Data(verifier.utf8))) == issued.request.challenge else {
            throw .invalid("'codeVerifier' does not match the challenge")
        }
        return issued
    }

    /// When a session that starts now ends.
    var sessionEnd: Date { now.addingTimeInterval(settings.sessionLifetime.inSeconds) }

    private mutating func open(_ session: SignedInSession, issuer: String) throws(Refusal) -> JSON {
        let idToken = try identityTokenKey.token(for: session, issuer: issuer, now: now)
        sessions.append(session)
        remember(secret: idToken)
        return .object(
            (issueTokens(for: sessions.count - 1).members ?? [])
                + [JSON.Member(name: "idToken", value: .string(idToken))])
    }

    private mutating func refresh(_ token: String, clientID: String, thumbprint: String) throws(Refusal) -> JSON {
        guard let issued = refreshTokens[token] else { throw .tokenExpired }
        let session = sessions[issued.session]
        guard clientID == session.clientID else {
            throw .invalid("'clientId' is not the one that the session was opened with")
        }
        guard thumbprint == session.thumbprint else {
            throw .invalid("the refresh token is bound to another DPoP key")
        }
        guard !session.isRevoked, now < session.ends else { throw .tokenExpired }
        if let used = issued.used {
            guard now < used.at.addingTimeInterval(settings.refreshWindow.inSeconds) else { throw .tokenExpired }
            return used.reply
        }
        let reply = issueTokens(for: issued.session)
        let use = (at: now, reply: reply)
        sessions[issued.session].lastUsed = now
        refreshTokens[token]?.used = use
        return reply
    }

    private mutating func issueTokens(for place: Int) -> JSON {
        let lifetime = Int(settings.credentialLifetime.inSeconds)
        let issued = Mint.credentials(
            for: sessions[place].identity, until: now.addingTimeInterval(TimeInterval(lifetime)))
        let token = Mint.refreshToken()
        credentials[issued.accessKeyID] = issued
        refreshTokens[token] = IssuedRefreshToken(session: place, issued: now)
        // The access key id is none: CloudTrail names it in every event.
        for secret in [issued.secretAccessKey, issued.sessionToken, token] {
            remember(secret: secret)
        }
        return .members([
            "accessToken": .members([
                "accessKeyId": .string(issued.accessKeyID), "secretAccessKey": .string(issued.secretAccessKey),
                "sessionToken": .string(issued.sessionToken),
            ]),
            "tokenType": .string("aws_sigv4"), "expiresIn": .number(String(lifetime)),
            "refreshToken": .string(token),
        ])
    }
}
