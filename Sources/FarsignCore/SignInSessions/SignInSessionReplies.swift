package import FoundationEssentials
package import SignIn
import Text

/// A page of sessions.
package struct SignInSessionPage: Sendable {
    package let sessions: [SignInSession]
    /// What the next request has to contain; nil on the last page.
    package let next: String?

    /// The longest `nextToken` in AWS's model.
    private static let longestToken = 2_048

    /// - Throws: ``ServiceError``.
    package init(_ response: HTTPResponse, now: Date) throws(ServiceError) {
        let json = try JSONValue(response, of: .listSessions, now: now)
        guard case .array(let items)? = json["items"], items.count <= SignInSessionRequests.largestPage else {
            throw ServiceError.badReply("its items are missing or too many", response)
        }
        var sessions: [SignInSession] = []
        for item in items { sessions.append(try SignInSession(item, of: response)) }
        self.sessions = sessions
        switch json["nextToken"] {
        case nil, .null?, .string("")?: next = nil
        case .string(let token)? where token.utf8.count <= Self.longestToken && token.utf8.allSatisfy(\.isVisible):
            next = token
        default: throw ServiceError.badReply("its nextToken is malformed", response)
        }
    }
}

extension SignInSession {
    /// The reply to ``SignInSessionRequests/details(of:principal:)``.
    ///
    /// - Throws: ``ServiceError``.
    package init(_ response: HTTPResponse, now: Date) throws(ServiceError) {
        try self.init(try JSONValue(response, of: .getSession, now: now), of: response)
    }
}

/// What became of the sessions of one batch.
package struct RevokedSessions: Sendable {
    package let revoked: Set<SignInSessionARN>
    /// By session, why it was not revoked.
    package let failures: [SignInSessionARN: ServiceError]

    /// - Throws: ``ServiceError``, if none was revoked.
    package init(_ response: HTTPResponse, of sessions: [SignInSessionARN], now: Date) throws(ServiceError) {
        let json = try JSONValue(response, of: .revokeSessions, now: now)
        guard case .array(let revoked)? = json["revokedSessions"], case .array(let errors)? = json["errors"] else {
            throw ServiceError.badReply("its revokedSessions or errors are missing", response)
        }
        let named = Set(revoked.compactMap { $0["sessionArn"]?.text.flatMap(SignInSessionARN.init) })
        var failures: [SignInSessionARN: ServiceError] = [:]
        for error in errors {
            guard let arn = error["sessionArn"]?.text.flatMap(SignInSessionARN.init), sessions.contains(arn) else {
                continue
            }
            failures[arn] = ServiceError(
                notRevoked: arn, code: error["code"]?.text ?? "", message: error["message"]?.text)
        }
        for arn in sessions where failures[arn] == nil && !named.contains(arn) {
            failures[arn] = ServiceError.badReply("it does not say what became of \(arn)", response)
        }
        self.failures = failures
        self.revoked = Set(sessions.filter { failures[$0] == nil })
    }
}

extension JSONValue {
    /// The JSON object of a reply with status 200.
    ///
    /// - Throws: ``ServiceError``.
    init(_ response: HTTPResponse, of action: SignInAction, now: Date) throws(ServiceError) {
        guard response.status == 200 else { throw ServiceError(response, of: action, now: now) }
        guard let json = try? JSONValue(parsing: response.body.reveal()), case .object = json else {
            throw ServiceError.badReply("it is not JSON", response)
        }
        self = json
    }
}
