package import SignIn
package import Text

extension SessionRecord {
    /// The members as stored in farsign's own files.
    package var json: [JSONName: JSONValue] {
        [
            "session": .string(arn.text), "region": JSONValue(region?.name),
            "endpoint": JSONValue(endpoint.map { $0.origin + $0.path }),
            "endpoint_kind": JSONValue(endpoint?.kind.rawValue),
            "token_directory": .string(tokenDirectory), "ca_bundle": JSONValue(caBundle),
            "user": JSONValue(user), "signed_in_at": JSONValue(signedInAt.map(RFC3339.seconds)),
        ]
    }

    /// Returns nil if a member is missing or has the wrong type.
    ///
    /// - Throws: ``ConfigError`` for an invalid region or endpoint.
    package init?(json: JSONValue) throws(ConfigError) {
        guard let arn = json["session"]?.text.flatMap(SessionARN.init), let region = json["region"]?.text,
            let url = json["endpoint"]?.text,
            let kind = json["endpoint_kind"]?.identifier.flatMap(SignInEndpoint.Kind.init(rawValue:)),
            let directory = json["token_directory"]?.text, directory.startsExactly(with: "/")
        else { return nil }
        self.init(
            arn: arn, endpoint: try SignInEndpoint(stored: url, kind: kind, region: Region(region)),
            tokenDirectory: directory, caBundle: json["ca_bundle"]?.text, user: json["user"]?.text,
            signedInAt: json["signed_in_at"]?.text.flatMap(RFC3339.parse))
    }
}
