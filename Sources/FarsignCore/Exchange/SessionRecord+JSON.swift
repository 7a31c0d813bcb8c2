package import SignIn
package import Text

extension SessionRecord {
    /// As it is kept in files of ours.
    package var json: [JSONName: JSONValue] {
        [
            "session": .string(arn.text), "region": JSONValue(region?.name),
            "endpoint": JSONValue(endpoint.map { $0.origin + $0.path }),
            "endpoint_kind": JSONValue(endpoint?.kind.rawValue),
            "token_directory": .string(tokenDirectory), "ca_bundle": JSONValue(caBundle),
        ]
    }

    /// Nil where a member is missing or is not what it should be.
    ///
    /// - Throws: ``ConfigError`` for a region or an endpoint that is none.
    package init?(json: JSONValue) throws(ConfigError) {
        guard let arn = json["session"]?.text.flatMap(SessionARN.init), let region = json["region"]?.text,
            let url = json["endpoint"]?.text,
            let kind = json["endpoint_kind"]?.identifier.flatMap(SignInEndpoint.Kind.init(rawValue:)),
            let directory = json["token_directory"]?.text, directory.startsExactly(with: "/")
        else { return nil }
        self.init(
            arn: arn, endpoint: try SignInEndpoint(stored: url, kind: kind, region: Region(region)),
            tokenDirectory: directory, caBundle: json["ca_bundle"]?.text)
    }
}
