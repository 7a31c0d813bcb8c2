import FoundationEssentials
import RelayProtocol
import SignIn
package import Text

/// The serialised form of a pending login, one file each. It contains the code verifiers and the key, so it is a
/// ``Secret``.
extension PendingLogin {
    private struct Stored: Codable {
        struct StoredAttempt: Codable {
            var state: String
            var verifier: String
            var client: String
            var redirectURI: String
            var recipient: String?
            var phrase: String?
            var connection: String?
            var isGone: Bool?
        }

        var id: String
        var profile: String
        var region: String
        var endpoint: String
        var endpointKind: String
        var startedAt: Date
        var deadline: Date
        var refusals: Int
        var key: String
        var attempts: [StoredAttempt]
        var integration: String
        var replace: Bool
        var expectedAccount: String?
        var expectedARN: String?
        var caBundle: String?
        var tokenDirectory: String
        var executable: String
        var isUnattended: Bool?
        var startedBy: String?
        var asksAtTerminal: Bool?
        var refusedReplies: [String]?
        var held: StoredSignIn?
    }

    private struct StoredSignIn: Codable {
        var session: String
        var accessKeyID: String
        var secretAccessKey: String
        var sessionToken: String
        var expiresAt: Date
        var refreshToken: String
        var clientID: String
        var idToken: String?
        var conflicts: [SignInConflict]
        var reply: String?

        init(_ held: HeldSignIn) {
            let tokens = held.session.tokens
            session = held.session.arn.text
            accessKeyID = tokens.credentials.accessKeyID
            secretAccessKey = tokens.credentials.secretAccessKey.reveal()
            sessionToken = tokens.credentials.sessionToken.reveal()
            expiresAt = tokens.credentials.expiresAt
            refreshToken = tokens.refreshToken.reveal()
            clientID = tokens.clientID
            idToken = tokens.idToken?.reveal()
            conflicts = held.conflicts
            reply = held.reply
        }

        func signIn(key: DPoPKey, region: Region) -> HeldSignIn? {
            guard let arn = SessionARN(session),
                let credentials = Credentials(
                    accessKeyID: accessKeyID, secretAccessKey: Secret(secretAccessKey),
                    sessionToken: Secret(sessionToken), account: arn.account, expiresAt: expiresAt)
            else { return nil }
            let tokens = SessionTokens(
                credentials: credentials, refreshToken: Secret(refreshToken), clientID: clientID, dpopKey: key,
                idToken: idToken.map { Secret($0) }, signInRegion: NamedRegion(region))
            return HeldSignIn(
                session: LoginSession(arn: arn, tokens: tokens), conflicts: conflicts, reply: reply)
        }
    }

    /// - Throws: `CryptoKitError` or `EncodingError`, which a login created by this program does not cause.
    package borrowing func serialized() throws -> Secret<[UInt8]> {
        let endpoint = profile.endpoint
        let stored = Stored(
            id: id.text, profile: profile.name, region: endpoint.region.name, endpoint: endpoint.origin + endpoint.path,
            endpointKind: endpoint.kind.rawValue, startedAt: startedAt, deadline: deadline, refusals: refusals,
            key: try key.pem().reveal(),
            attempts: attempts.map { attempt in
                Stored.StoredAttempt(
                    state: attempt.state, verifier: attempt.verifier.reveal(), client: attempt.client.rawValue,
                    redirectURI: attempt.redirectURI, recipient: attempt.recipient?.name,
                    phrase: attempt.recipient?.phrase?.text, connection: attempt.recipient?.connection,
                    isGone: attempt.recipient?.isGone)
            },
            integration: options.integration.rawValue, replace: options.replace,
            expectedAccount: options.expectedAccount, expectedARN: options.expectedARN, caBundle: options.caBundle,
            tokenDirectory: options.tokenDirectory, executable: options.executable,
            isUnattended: options.unattended.map { _ in true }, startedBy: options.unattended?.startedBy,
            asksAtTerminal: options.asksAtTerminal, refusedReplies: refusedReplies, held: held.map(StoredSignIn.init))
        return Secret(Array(try JSONEncoder().encode(stored)))
    }

    /// Returns nil if the text is not a pending login of this version.
    package init?(serialized: Secret<[UInt8]>) {
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(serialized.reveal())),
            let id = LoginID(stored.id), let region = try? Region(stored.region),
            let kind = SignInEndpoint.Kind(rawValue: stored.endpointKind),
            let endpoint = try? SignInEndpoint(stored: stored.endpoint, kind: kind, region: region),
            let key = DPoPKey(pem: stored.key), let integration = Integration(rawValue: stored.integration),
            (0..<Self.repliesAllowed).contains(stored.refusals)
        else { return nil }
        let attempts = stored.attempts.compactMap { attempt in
            Attempt.Client(rawValue: attempt.client).map { client in
                Attempt(
                    state: attempt.state, verifier: Secret(attempt.verifier), client: client,
                    redirectURI: attempt.redirectURI,
                    recipient: attempt.recipient.map { name in
                        Attempt.Recipient(
                            name: name, phrase: attempt.phrase.flatMap(Phrase.init), connection: attempt.connection,
                            isGone: attempt.isGone ?? false)
                    })
            }
        }
        guard !attempts.isEmpty, attempts.count == stored.attempts.count else { return nil }
        var options = LoginOptions(
            integration: integration, replace: stored.replace, expectedAccount: stored.expectedAccount,
            expectedARN: stored.expectedARN, caBundle: stored.caBundle, tokenDirectory: stored.tokenDirectory,
            executable: stored.executable)
        if stored.isUnattended == true { options.unattended = WaitingLogin.Unattended(startedBy: stored.startedBy) }
        options.asksAtTerminal = stored.asksAtTerminal ?? false
        let held = stored.held?.signIn(key: key, region: endpoint.region)
        guard (held == nil) == (stored.held == nil) else { return nil }
        self.init(
            id: id, profile: Profile(name: stored.profile, endpoint: endpoint), startedAt: stored.startedAt,
            deadline: stored.deadline, options: options, refusals: stored.refusals,
            refusedReplies: stored.refusedReplies ?? [], held: held, key: key, attempts: attempts)
    }
}
