package import FoundationEssentials
package import Session
package import SignIn
import Text

/// The journal entry of a sign-in whose session is being stored. It contains what another process needs to finish the
/// sign-in if this one is killed.
///
/// It contains no secret: the tokens are identified by the thumbprint of their key.
package struct SignInJournalEntry: Sendable {
    package let login: LoginID
    package let record: SessionRecord
    package let binding: ProfileBinding
    /// The absolute path of farsign, for the profile's `credential_process`.
    package let executable: String
    /// Whether the profile may be moved to the session's region.
    package let replace: Bool
    /// The digest of the accepted reply; see ``CodeReply/digest``.
    package let reply: String?
    package let credentialsExpireAt: Date
    /// AWS's own ARN of the session; nil if AWS was not asked yet, or did not tell.
    package var signInSession: SignInSessionARN?
    private let key: String

    package init(
        login: LoginID, record: SessionRecord, binding: ProfileBinding, executable: String, replace: Bool,
        reply: String?, tokens: SessionTokens
    ) {
        self.login = login
        self.record = record
        self.binding = binding
        self.executable = executable
        self.replace = replace
        self.reply = reply
        credentialsExpireAt = tokens.credentials.expiresAt
        key = tokens.dpopKey.thumbprint
    }

    /// Whether these tokens belong to this sign-in, possibly refreshed since.
    package func isOf(_ tokens: SessionTokens) -> Bool { tokens.dpopKey.thumbprint == key }

    package var serialized: [UInt8] {
        let members: [JSONName: JSONValue] = [
            "login": .string(login.text), "record": .object(record.json), "profile": .string(binding.profile),
            "integration": .string(binding.integration.rawValue), "executable": .string(executable),
            "replace": .bool(replace), "reply": JSONValue(reply), "key": .string(key),
            "credentials_expire_at": .string(RFC3339.seconds(credentialsExpireAt)),
            "signin_session": JSONValue(signInSession?.text),
        ]
        return Array((JSONValue.object(members).canonical + "\n").utf8)
    }

    /// Returns nil if the text is not an entry of this version.
    package init?(serialized: [UInt8]) {
        guard let json = try? JSONValue(parsing: serialized), let login = json["login"]?.text.flatMap(LoginID.init),
            let recorded = json["record"], let record = try? SessionRecord(json: recorded),
            let profile = json["profile"]?.text,
            let integration = json["integration"]?.identifier.flatMap(Integration.init(rawValue:)),
            let executable = json["executable"]?.text, let replace = json["replace"], let key = json["key"]?.text,
            let expiry = json["credentials_expire_at"]?.text.flatMap(RFC3339.parse)
        else { return nil }
        self.login = login
        self.record = record
        binding = ProfileBinding(profile: profile, session: record.arn, integration: integration)
        self.executable = executable
        self.replace = replace == .bool(true)
        reply = json["reply"]?.text
        credentialsExpireAt = expiry
        signInSession = json["signin_session"]?.text.flatMap(SignInSessionARN.init)
        self.key = key
    }
}
