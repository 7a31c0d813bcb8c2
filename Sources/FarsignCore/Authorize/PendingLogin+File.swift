import FoundationEssentials
import RelayProtocol
import Session
import SignIn
package import Text

/// The serialised form of a pending login, one file each. It contains the code verifiers and the key, so it is a
/// ``Secret``.
extension PendingLogin {
    /// - Throws: `CryptoKitError`, which a login created by this program does not cause.
    package borrowing func serialized() throws -> Secret<[UInt8]> {
        let endpoint = profile.endpoint
        let json: JSONValue = [
            "id": .string(id.text), "profile": .string(profile.name), "region": .string(endpoint.region.name),
            "endpoint": .string(endpoint.origin + endpoint.path), "endpoint_kind": .string(endpoint.kind.rawValue),
            "started_at": .string(RFC3339.milliseconds(startedAt)),
            "deadline": .string(RFC3339.milliseconds(deadline)), "options": options.json,
            "refusals": .integer(refusals), "refused_replies": .array(refusedReplies.map(JSONValue.string)),
            "key": .string(key.pem.reveal()), "attempts": .array(attempts.map(\.json)),
            "held": held?.json ?? .null,
        ]
        return Secret(Array(json.canonical.utf8))
    }

    /// Returns nil if the text is not a pending login of this version.
    package init?(serialized: Secret<[UInt8]>) {
        guard let json = try? JSONValue(parsing: serialized.reveal()), let id = json["id"]?.text.flatMap(LoginID.init),
            let name = json["profile"]?.text, let region = json["region"]?.text.flatMap({ try? Region($0) }),
            let kind = json["endpoint_kind"]?.identifier.flatMap(SignInEndpoint.Kind.init(rawValue:)),
            let url = json["endpoint"]?.text,
            let endpoint = try? SignInEndpoint(stored: url, kind: kind, region: region),
            let startedAt = json["started_at"]?.text.flatMap(RFC3339.parse),
            let deadline = json["deadline"]?.text.flatMap(RFC3339.parse),
            let options = json["options"].flatMap(LoginOptions.init(json:)),
            let refusals = json["refusals"]?.int, (0..<Self.repliesAllowed).contains(refusals),
            let refusedReplies = json["refused_replies"]?.list(of: \.text),
            let key = json["key"]?.text.flatMap(DPoPKey.init(pem:)),
            let attempts = json["attempts"]?.list(of: Attempt.init(json:)), !attempts.isEmpty, let held = json["held"]
        else { return nil }
        let signIn = HeldSignIn(json: held, key: key, region: region)
        guard held == .null || signIn != nil else { return nil }
        self.init(
            id: id, profile: Profile(name: name, endpoint: endpoint), startedAt: startedAt, deadline: deadline,
            options: options, refusals: refusals, refusedReplies: refusedReplies, held: signIn, key: key,
            attempts: attempts)
    }
}

extension JSONValue {
    /// Returns nil if the value is not an array, or one of its elements is malformed.
    fileprivate func list<Value>(of read: (JSONValue) -> Value?) -> [Value]? {
        guard case .array(let values) = self else { return nil }
        let list = values.compactMap(read)
        return list.count == values.count ? list : nil
    }
}

extension Attempt {
    fileprivate var json: JSONValue {
        [
            "state": .string(state), "verifier": .string(verifier.reveal()), "client": .string(client.rawValue),
            "redirect_uri": .string(redirectURI), "recipient": JSONValue(recipient?.name),
            "phrase": JSONValue(recipient?.phrase?.text), "connection": JSONValue(recipient?.connection?.text),
            "is_gone": .bool(recipient?.isGone ?? false),
        ]
    }

    fileprivate init?(json: JSONValue) {
        guard let state = json["state"]?.text, let verifier = json["verifier"]?.text,
            let client = json["client"]?.identifier.flatMap(Client.init(rawValue:)),
            let redirectURI = json["redirect_uri"]?.text
        else { return nil }
        let recipient = json["recipient"]?.text.map { name in
            Recipient(
                name: name, phrase: json["phrase"]?.text.flatMap(Phrase.init),
                connection: json["connection"]?.text.map(ConnectionID.init), isGone: json["is_gone"]?.bool ?? false)
        }
        self.init(
            state: state, verifier: Secret(verifier), client: client, redirectURI: redirectURI, recipient: recipient)
    }
}

extension HeldSignIn {
    fileprivate var json: JSONValue {
        let tokens = session.tokens
        return [
            "session": .string(session.arn.text), "access_key_id": .string(tokens.credentials.accessKeyID),
            "secret_access_key": .string(tokens.credentials.secretAccessKey.reveal()),
            "session_token": .string(tokens.credentials.sessionToken.reveal()),
            "expires_at": .string(RFC3339.milliseconds(tokens.credentials.expiresAt)),
            "refresh_token": .string(tokens.refreshToken.reveal()), "client_id": .string(tokens.clientID),
            "id_token": JSONValue(tokens.idToken?.reveal()), "conflicts": .array(conflicts.map(\.json)),
            "reply": JSONValue(reply),
        ]
    }

    fileprivate init?(json: JSONValue, key: DPoPKey, region: Region) {
        guard let arn = json["session"]?.text.flatMap(SessionARN.init), let accessKeyID = json["access_key_id"]?.text,
            let secretAccessKey = json["secret_access_key"]?.text, let sessionToken = json["session_token"]?.text,
            let expiresAt = json["expires_at"]?.text.flatMap(RFC3339.parse),
            let credentials = Credentials(
                accessKeyID: accessKeyID, secretAccessKey: Secret(secretAccessKey), sessionToken: Secret(sessionToken),
                account: arn.account, expiresAt: expiresAt),
            let refreshToken = json["refresh_token"]?.text, let clientID = json["client_id"]?.text,
            let conflicts = json["conflicts"]?.list(of: SignInConflict.init(json:))
        else { return nil }
        let tokens = SessionTokens(
            credentials: credentials, refreshToken: Secret(refreshToken), clientID: clientID, dpopKey: key,
            idToken: json["id_token"]?.text.map { Secret($0) }, signInRegion: NamedRegion(region))
        self.init(
            session: LoginSession(arn: arn, tokens: tokens), conflicts: conflicts, reply: json["reply"]?.text)
    }
}

extension SignInConflict {
    fileprivate var json: JSONValue {
        ["fact": .string(fact), "question": .string(question), "hint": .string(hint)]
    }

    fileprivate init?(json: JSONValue) {
        guard let fact = json["fact"]?.text, let question = json["question"]?.text, let hint = json["hint"]?.text
        else { return nil }
        self.init(fact: fact, question: question, hint: hint)
    }
}
