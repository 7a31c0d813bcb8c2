import FoundationEssentials
import Session
import SignIn
import Text

/// The members of a token file as the AWS CLI writes it.
struct AWSTokenFile {
    private static let nested: JSONName = "accessToken"
    private static let region: JSONName = "signInRegion"

    private let members: [JSONName: JSONValue]
    private let path: String

    /// - Parameter value: the whole file.
    init(_ value: JSONValue, path: String) {
        if case .object(let members) = value { self.members = members } else { members = [:] }
        self.path = path
    }

    func tokens(of session: SessionARN) throws(StateError) -> SessionTokens {
        let region = signInRegion
        guard case .object(let access)? = members[Self.nested] else { throw missing(Self.nested) }
        let pem = try text("dpopKey", in: members)
        guard let key = DPoPKey(pem: pem) else {
            throw StateError(
                .keyUnreadable, path: path,
                "the key ('dpopKey') in \(path.shown) is not a P-256 private key in SEC1 or PKCS #8 form",
                hint: "sign in again with 'farsign login'")
        }
        let credentials = Credentials(
            accessKeyID: try text("accessKeyId", in: access),
            secretAccessKey: Secret(try text("secretAccessKey", in: access)),
            sessionToken: Secret(try text("sessionToken", in: access)),
            account: access["accountId"]?.text.flatMap { $0.isEmpty ? nil : $0 } ?? session.account,
            // An unreadable time counts as expired; the next refresh corrects it.
            expiresAt: access["expiresAt"]?.text.flatMap(RFC3339.parse) ?? Date(timeIntervalSince1970: 0))
        guard let credentials else { throw .tokenUnreadable(path, "the credentials contain invalid characters") }
        return SessionTokens(
            credentials: credentials, refreshToken: Secret(try text("refreshToken", in: members)),
            clientID: try text("clientId", in: members), dpopKey: key,
            tokenType: members["tokenType"]?.text ?? SessionTokens.tokenType,
            idToken: members["idToken"]?.text.flatMap { $0.isEmpty ? nil : Secret($0) }, signInRegion: region,
            otherMembers: Secret(members))
    }

    /// Nil for a name that cannot be part of a host name; the member is then kept like an unknown one.
    var signInRegion: NamedRegion? {
        members[Self.region]?.text.flatMap { try? NamedRegion($0) }
    }

    /// All members, because other SDKs require more of them than farsign does. An empty `idToken` replaces one that
    /// an SDK dropped.
    static func members(of tokens: SessionTokens, session: SessionARN) -> JSONValue {
        let credentials = tokens.credentials
        var members = tokens.otherMembers.reveal()
        var access: [JSONName: JSONValue] = [:]
        if case .object(let kept)? = members[nested] { access = kept }
        access["accessKeyId"] = .string(credentials.accessKeyID)
        access["secretAccessKey"] = .string(credentials.secretAccessKey.reveal())
        access["sessionToken"] = .string(credentials.sessionToken.reveal())
        access["accountId"] = .string(credentials.account ?? session.account)
        access["expiresAt"] = .string(RFC3339.seconds(credentials.expiresAt))

        members[nested] = .object(access)
        members["tokenType"] = .string(tokens.tokenType)
        members["clientId"] = .string(tokens.clientID)
        members["refreshToken"] = .string(tokens.refreshToken.reveal())
        members["idToken"] = .string(tokens.idToken?.reveal() ?? "")
        if let named = tokens.signInRegion { members[region] = .string(named.name) }
        members["dpopKey"] = .string(tokens.dpopKey.pem.reveal())
        return .object(members)
    }

    private func text(_ name: JSONName, in members: [JSONName: JSONValue]) throws(StateError) -> String {
        guard let text = members[name]?.text, !text.isEmpty else { throw missing(name) }
        return text
    }

    private func missing(_ name: JSONName) -> StateError {
        .tokenUnreadable(path, "'\(name)' is missing or malformed")
    }
}

extension StateError {
    static func tokenUnreadable(_ path: String, _ reason: String) -> StateError {
        StateError(
            .tokenUnreadable, path: path, "cannot use the token file \(path.shown): \(reason)",
            hint: "sign in again with 'farsign login'")
    }
}
