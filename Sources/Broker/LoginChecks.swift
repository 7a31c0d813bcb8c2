import FarsignCore

extension Logins {
    /// - Throws: ``ConfigError`` for a profile that must not or cannot be changed, ``StateError`` for files that cannot.
    func check(_ request: LoginRequest, _ config: AWSConfigFile) throws {
        try AWSConfigFile.checkProfileName(request.profile)
        try config.checkEditable(request.profile)
        _ = try CredentialProcess.line(executable: executable, profile: request.profile)
        let credentials = ProfileCredentials(
            of: request.profile, config: config, credentials: try stores.config.credentials())
        if let other = credentials.other {
            let path = other.file == .config ? stores.config.configPath : stores.config.credentialsPath
            throw ConfigError(
                .otherCredentials,
                "profile \(request.profile.shown) already has other credentials: \(other.key) in \(path.shown)",
                hint: "choose another profile with --profile, or remove \(other.key) from this one")
        }
        if request.integration == .native, !request.replace,
            let region = config.value("region", in: request.profile), region != request.region.name
        {
            throw ConfigError(
                .otherRegion,
                "profile \(request.profile.shown) is in \(region.shown), where some SDKs would refresh the session of "
                    + "\(request.region)", hint: "add --replace to move the profile to \(request.region)")
        }
        try stores.config.checkWritable()
        try stores.tokens.checkWritable(in: try tokenDirectory())
    }
}
