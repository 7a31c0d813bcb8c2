package import SignIn
package import Text

/// The result of `submit`.
extension SignInResult {
    package init?(json: JSONValue) {
        guard let session = json["session"]?.text.flatMap(SessionARN.init), let profile = json["profile"]?.text,
            let region = json["region"]?.text.flatMap({ try? Region($0) }),
            let expires = json["credentials_expire_at"]?.text.flatMap(RFC3339.parse)
        else { return nil }
        self.init(session: session, profile: profile, region: region, credentialsExpireAt: expires)
    }

    package var json: JSONValue {
        [
            "session": .string(session.text), "account": .string(session.account), "profile": .string(profile),
            "region": .string(region.name), "credentials_expire_at": .string(RFC3339.seconds(credentialsExpireAt)),
        ]
    }
}
