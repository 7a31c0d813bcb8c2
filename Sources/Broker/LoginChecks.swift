import FarsignCore

extension Logins {
    /// - Throws: ``ConfigError`` for a profile that must not or cannot be changed, ``StateError`` for files that cannot.
    func check(_ request: LoginRequest, _ sources: ProfileSources) throws {
        let config = sources.config
        try AWSConfigFile.checkProfileName(request.profile)
        try config.checkEditable(request.profile)
        _ = try CredentialProcess.line(executable: executable, profile: request.profile)
        let credentials = ProfileCredentials(
            of: request.profile, config: config, credentials: sources.credentials)
        if let other = credentials.other {
            let path = other.file == .config ? stores.config.configPath : stores.config.credentialsPath
            throw ConfigError(
                .otherCredentials,
                "profile \(request.profile.shown) already has other credentials: \(other.key) in \(path.shown)",
                hint: "choose another profile with --profile, or remove \(other.key) from this one")
        }
        if request.integration == .native { try checkRegion(request, sources) }
        try stores.config.checkWritable()
        try stores.tokens.checkWritable(in: try tokenDirectory())
    }

    /// SDKs that do not know `signInRegion` refresh in the profile's region.
    private func checkRegion(_ request: LoginRequest, _ sources: ProfileSources) throws(ConfigError) {
        let region = request.region.region
        guard let other = try sources.region(ofProfile: request.profile)?.region, other != region else { return }
        // We write the config alone.
        let isElsewhere = sources.credentials.value("region", in: request.profile) != nil
        guard isElsewhere || !request.replace else { return }
        throw ConfigError(
            .otherRegion,
            "profile \(request.profile.shown) is in \(other), where some SDKs would refresh the session of \(region)",
            hint: isElsewhere
                ? "change its region in \(stores.config.credentialsPath.shown)"
                : "add --replace to move the profile to \(region)")
    }
}
