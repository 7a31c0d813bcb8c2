import Text

/// The base URL of a region's sign-in service, from which the authorize, token and revoke URLs are made.
package struct SignInEndpoint: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case standard
        case fips
        /// Configured by the person; it cannot be combined with dual-stack or FIPS.
        case custom
    }

    package let region: Region
    package let kind: Kind
    /// Scheme, host and port without a trailing slash.
    package let origin: String
    /// The path of a custom endpoint without a trailing slash, else empty. Like the AWS CLI, the authorize URL leaves
    /// it out.
    package let path: String

    static let authorizePath = "/v1/authorize"

    package var authorizeURL: String { origin + Self.authorizePath }
    package var tokenURL: String { origin + path + "/v1/token" }
    /// The redirect URI of the cross-device flow.
    package var confirmationURL: String { origin + "/v1/sessions/confirmation" }
    /// Whether it is a server of this machine, such as a sandbox.
    package var isLoopback: Bool { HTTPURL(origin)?.isLoopback ?? false }
    package var isDefault: Bool { kind == .standard && origin == Self.standardOrigin(region) }

    /// The AWS endpoint for `region` in its partition.
    package init(region: Region, fips: Bool = false, dualStack: Bool = false) {
        let partition = Partition.of(region)
        self.region = region
        kind = fips ? .fips : .standard
        path = ""
        origin =
            switch (fips, dualStack) {
            case (false, false): Self.standardOrigin(region)
            case (false, true): "https://signin.\(region).\(partition.dualStackSuffix)"
            case (true, true): "https://signin-fips.\(region).\(partition.dualStackSuffix)"
            case (true, false) where region.name == "us-gov-west-1": "https://signin-fips.amazonaws-us-gov.com"
            case (true, false) where partition == .awsUSGov: "https://\(region).signin-fips.amazonaws-us-gov.com"
            case (true, false): "https://signin-fips.\(region).\(partition.dnsSuffix)"
            }
    }

    /// - Throws: ``ConfigError/Code/badEndpoint`` unless `url` is HTTPS, or plain HTTP to a loopback address, and has
    ///   no user, query or fragment.
    package init(region: Region, custom url: String) throws(ConfigError) {
        guard let parts = HTTPURL(url), parts.query == nil else {
            throw ConfigError(
                .badEndpoint, "'\(url.shown)' is not an endpoint URL", hint: "give one like https://host/path")
        }
        guard parts.scheme == "https" || parts.isLoopback else {
            throw ConfigError(
                .badEndpoint, "plain HTTP to '\(parts.host.shown)' would send tokens unencrypted",
                hint: "use https://, or a loopback address")
        }
        self.region = region
        kind = .custom
        origin = parts.origin
        var path = parts.path
        // Do not use reversed(): it would cost each `credentials` call 0.1 ms for its type metadata.
        while path.last == "/" { path.removeLast() }
        self.path = path
    }

    /// The same kind of endpoint in another region. A custom endpoint does not change.
    package func moved(to named: NamedRegion) -> SignInEndpoint {
        if named.region == region, !named.fips || kind == .fips { return self }
        if kind == .custom { return SignInEndpoint(region: named.region, kind: kind, origin: origin, path: path) }
        let isDualStack = origin == SignInEndpoint(region: region, fips: kind == .fips, dualStack: true).origin
        return SignInEndpoint(region: named.region, fips: named.fips || kind == .fips, dualStack: isDualStack)
    }

    private init(region: Region, kind: Kind, origin: String, path: String) {
        self.region = region
        self.kind = kind
        self.origin = origin
        self.path = path
    }

    /// - Throws: ``ConfigError/Code/badEndpoint`` if the stored URL is not a valid endpoint.
    package init(stored url: String, kind: Kind, region: Region) throws(ConfigError) {
        let custom = try SignInEndpoint(region: region, custom: url)
        self.region = region
        self.kind = kind
        origin = custom.origin
        path = custom.path
    }

    /// The URL for revoking a refresh token.
    ///
    /// - Throws: ``ConfigError/Code/endpointConflict`` for FIPS, because AWS has no such host.
    package func revokeURL() throws(ConfigError) -> String {
        try oauthURL("/v1/revoke", for: "revoking tokens")
    }

    /// The URL for the claims of a refresh token.
    ///
    /// - Throws: ``ConfigError/Code/endpointConflict`` for FIPS, because AWS has no such host.
    package func introspectURL() throws(ConfigError) -> String {
        try oauthURL("/v1/introspect", for: "inspecting tokens")
    }

    private func oauthURL(_ operation: String, for purpose: String) throws(ConfigError) -> String {
        let base: String
        switch kind {
        case .custom: base = origin + path
        case .fips:
            throw ConfigError(.endpointConflict, "AWS has no FIPS endpoint for \(purpose)")
        case .standard:
            base = Partition.of(region) == .aws ? "https://\(region).oauth.signin.aws" : origin
        }
        return base + operation + "?x-amz-client-auth-method=iam"
    }

    /// The base URL of the control plane, which lists and ends sessions. It has one host per region, with or without
    /// dual-stack and FIPS.
    package var controlPlaneURL: String {
        kind == .custom
            ? origin + path : "https://signin.\(region).\(Partition.of(region).dualStackSuffix)"
    }

    private static func standardOrigin(_ region: Region) -> String {
        "https://\(region).\(Partition.of(region).signInSuffix)"
    }
}
