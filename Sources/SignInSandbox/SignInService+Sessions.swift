import FoundationEssentials

/// The control plane: what AWS tells about sessions, and how it ends them.
extension SignInService {
    /// Of a page whose size the client leaves to the service.
    private static let usualPage = 20

    /// `POST /list-sessions`: the newest first. A session that has expired is gone.
    func listSessions(_ request: Request) throws(Refusal) -> JSON {
        let (caller, body) = try signedJSON(request, query: "")
        try body.require(
            [],
            optional: [
                "principalArn", "maxResults", "nextToken", "status", "clientId", "issuedAfter", "issuedBefore",
            ])
        let isOwned = try owner(body.text("principalArn"), caller: caller, .listSessions)
        let size = try body.whole("maxResults", in: 1...100) ?? Self.usualPage
        let status = try body.text("status")
        let client = try body.text("clientId")
        guard [nil, "ACTIVE", "REVOKED"].contains(status) else { throw .invalid("'status' must be ACTIVE or REVOKED") }
        let after = try body.whole("issuedAfter", in: 0...Int.max)
        let before = try body.whole("issuedBefore", in: 0...Int.max)
        let found = sessions.reversed().filter { session in
            let issued = Int(session.issued.timeIntervalSince1970)
            return now < session.ends && isOwned(session) && (status ?? session.status) == session.status
                && (client ?? session.clientID) == session.clientID && issued >= after ?? issued
                && issued < before ?? .max
        }
        let start = try pageStart(body.text("nextToken"), of: found.count)
        let end = min(found.count, start + size)
        var reply = JSON.members(["items": .array(found[start..<end].map(\.summary))])
        if end < found.count, case .object(let members) = reply {
            reply = .object(members + [JSON.Member(name: "nextToken", value: .string("from-\(end)"))])
        }
        return reply
    }

    /// `POST /get-session`
    func session(_ request: Request) throws(Refusal) -> JSON {
        let (caller, body) = try signedJSON(request, query: "")
        try body.require(["sessionArn"], optional: ["principalArn"])
        let isOwned = try owner(body.text("principalArn"), caller: caller, .getSession)
        let arn = try body.text("sessionArn", upTo: 256)
        guard let session = sessions.first(where: { $0.arn == arn && now < $0.ends && isOwned($0) }) else {
            throw .sessionNotFound
        }
        return session.details
    }

    /// `POST /batch-revoke-sessions`: some may fail while others do not. A revoked session can be revoked again.
    mutating func revokeSessions(_ request: Request) throws(Refusal) -> JSON {
        let (caller, body) = try signedJSON(request, query: "")
        try body.require(["sessionArns"], optional: ["principalArn", "reason"])
        let isOwned = try owner(body.text("principalArn"), caller: caller, .revokeSessions)
        _ = try body.text("reason", upTo: 256)
        guard case .array(let values)? = body["sessionArns"], 1...5 ~= values.count else {
            throw .invalid("'sessionArns' must be a list of 1 to 5 ARNs")
        }
        var revoked: [JSON] = []
        var errors: [JSON] = []
        for value in values {
            guard let arn = value.string, 1...256 ~= arn.utf8.count else {
                throw .invalid("'sessionArns' must be strings of 1 to 256 characters")
            }
            if let place = sessions.firstIndex(where: { $0.arn == arn && now < $0.ends && isOwned($0) }) {
                sessions[place].isRevoked = true
                revoked.append(.members(["sessionArn": .string(arn)]))
            } else {
                let refusal = Refusal.sessionNotFound
                errors.append(
                    .members([
                        "sessionArn": .string(arn), "code": .string(refusal.type), "message": .string(refusal.message),
                    ]))
            }
        }
        return .members(["revokedSessions": .array(revoked), "errors": .array(errors)])
    }

    /// Which sessions a request is about: those of `principalArn`, else the caller's own.
    private func owner(
        _ principal: String?, caller: Identity, _ operation: SignInSandbox.Operation
    ) throws(Refusal) -> (SignedInSession) -> Bool {
        guard let principal else { return { $0.identity.principal == caller.principal } }
        let pattern =
            /arn:aws:(?:iam::([0-9]{12}):(?:(?:role|user)\/[A-Za-z0-9_+=,.@\-]{1,64}|root|\*)|sts::([0-9]{12}):federated-user\/[A-Za-z0-9_+=,.@\-]{2,193})/
        guard let match = principal.wholeMatch(of: pattern), let account = (match.1 ?? match.2).map(String.init) else {
            throw .invalid("'principalArn' is not the ARN of an IAM identity, or arn:aws:iam::ACCOUNT:*")
        }
        guard account == caller.account else { throw .notAuthorized(operation.action) }
        return principal.hasSuffix(":*") ? { $0.identity.account == account } : { $0.identity.principal == principal }
    }

    private func pageStart(_ token: String?, of count: Int) throws(Refusal) -> Int {
        guard let token else { return 0 }
        guard token.hasPrefix("from-"), let start = Int(token.dropFirst(5)), 0...count ~= start else {
            throw .invalid("'nextToken' is not one that a reply had")
        }
        return start
    }
}

extension SignedInSession {
    fileprivate var status: String { isRevoked ? "REVOKED" : "ACTIVE" }

    /// As a list has it.
    fileprivate var summary: JSON { .object(members) }

    fileprivate var details: JSON {
        var members = members
        members.append(JSON.Member(name: "issuedInRegion", value: .string(Self.region)))
        if let lastUsed { members.append(JSON.Member(name: "lastUsedAt", value: .epoch(lastUsed))) }
        if let userAgent { members.append(JSON.Member(name: "userAgent", value: .string(userAgent))) }
        return .object(members)
    }

    private var members: [JSON.Member] {
        let members: KeyValuePairs<String, JSON> = [
            "sessionArn": .string(arn), "principalArn": .string(identity.principal), "status": .string(status),
            "issuedAt": .epoch(issued), "expiresAt": .epoch(ends), "clientId": .string(clientID),
            "clientType": .string(clientType),
        ]
        let isRole = identity.principal != identity.arn
        return members.map { JSON.Member(name: $0.key, value: $0.value) }
            + (isRole ? [JSON.Member(name: "role", value: .string(identity.principal))] : [])
    }
}

extension JSON {
    /// A member that is a whole number; nil if there is none.
    fileprivate func whole(_ name: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let member = self[name] else { return nil }
        guard case .number(let text) = member, let value = Int(text), range ~= value else {
            throw .invalid("'\(name)' must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A member that is a string; nil if there is none.
    fileprivate func text(_ name: String, upTo limit: Int = 2_048) throws(Refusal) -> String? {
        guard let member = self[name] else { return nil }
        guard let text = member.string, 1...limit ~= text.unicodeScalars.count else {
            throw .invalid("'\(name)' must be a string of 1 to \(limit) characters")
        }
        return text
    }
}
