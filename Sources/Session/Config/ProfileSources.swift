package import SignIn
import Text

/// The settings of a profile, looked up in the flags, then the environment, then the AWS tools' two files.
package struct ProfileSources: Sendable {
    package var config: AWSConfigFile
    /// Takes precedence over the config file, as in the AWS tools.
    package var credentials: AWSConfigFile
    package var variable: @Sendable (_ name: String) -> String?
    /// `--endpoint-url`
    package var endpointURL: String?
    /// `--ca-bundle`
    package var caBundle: String?

    package init(
        config: AWSConfigFile, credentials: AWSConfigFile, variable: @escaping @Sendable (_ name: String) -> String?,
        endpointURL: String? = nil,
        caBundle: String? = nil
    ) {
        self.config = config
        self.credentials = credentials
        self.variable = variable
        self.endpointURL = endpointURL
        self.caBundle = caBundle
    }

    /// `--profile`, else `AWS_PROFILE`, else `AWS_DEFAULT_PROFILE`, else `default`.
    package static func profileName(flag: String?, variable: (String) -> String?) -> String {
        // An array of optionals would cost each `credentials` call 0.02 ms for its type metadata.
        given(flag) ?? given(variable("AWS_PROFILE")) ?? given(variable("AWS_DEFAULT_PROFILE")) ?? "default"
    }

    /// `--region`, else the environment's region, else the profile's; nil if none is set.
    package func region(flag: String?, profile: String) throws(ConfigError) -> NamedRegion? {
        let name = [
            flag, variable("AWS_REGION"), variable("AWS_DEFAULT_REGION"), value("region", profile),
        ].firstGiven
        return try name.map { name throws(ConfigError) in try NamedRegion(name) }
    }

    /// The region in the profile itself.
    package func region(ofProfile profile: String) throws(ConfigError) -> NamedRegion? {
        try value("region", profile).map { name throws(ConfigError) in try NamedRegion(name) }
    }

    /// - Throws: ``ConfigError`` for an invalid endpoint, or for a custom endpoint combined with FIPS or dual-stack.
    package func endpoint(for named: NamedRegion, profile: String) throws(ConfigError) -> SignInEndpoint {
        let region = named.region
        let (fips, dualStack) = (usesFIPS(named, profile: profile), usesDualStack(profile: profile))
        guard let custom = customEndpoint(profile) else {
            return SignInEndpoint(region: region, fips: fips, dualStack: dualStack)
        }
        guard !fips, !dualStack else {
            throw ConfigError(
                .endpointConflict, "a custom endpoint cannot be combined with \(fips ? "FIPS" : "dual-stack")",
                hint: named.fips
                    ? "remove the endpoint URL, or use the region \(region)"
                    : fips
                        ? "remove the endpoint URL, or unset AWS_USE_FIPS_ENDPOINT and use_fips_endpoint"
                        : "remove the endpoint URL, or unset AWS_USE_DUALSTACK_ENDPOINT and use_dualstack_endpoint")
        }
        return try SignInEndpoint(region: region, custom: custom)
    }

    package func usesFIPS(_ named: NamedRegion?, profile: String) -> Bool {
        named?.fips == true || isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", profile)
    }

    package func usesDualStack(profile: String) -> Bool {
        isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", profile)
    }

    /// `--ca-bundle`, else `AWS_CA_BUNDLE`, else the profile's; nil for the system's certificate authorities.
    package func certificateBundle(profile: String) -> String? {
        [caBundle, variable("AWS_CA_BUNDLE"), value("ca_bundle", profile)].firstGiven
    }

    private func customEndpoint(_ profile: String) -> String? {
        if let endpointURL { return endpointURL }
        if isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls", profile) { return nil }
        let services = value("services", profile)
        return [
            variable("AWS_ENDPOINT_URL_SIGNIN"), variable("AWS_ENDPOINT_URL"),
            services.flatMap { config.value("endpoint_url", under: "signin", inServices: $0) },
            value("endpoint_url", profile),
        ].firstGiven
    }

    /// An empty text counts as none.
    private static func given(_ text: String?) -> String? {
        text.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func value(_ key: String, _ profile: String) -> String? {
        credentials.value(key, in: profile) ?? config.value(key, in: profile)
    }

    private func isOn(_ name: String, _ key: String, _ profile: String) -> Bool {
        [variable(name), value(key, profile)].firstGiven?.lowercased() == "true"
    }
}

extension [String?] {
    /// The first element that is neither nil nor empty.
    fileprivate var firstGiven: String? {
        lazy.compactMap { $0 }.first { !$0.isEmpty }
    }
}
