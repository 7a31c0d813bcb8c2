import FarsignCore
import Session
import SignIn
import Text

extension Logins {
    /// - Throws: ``ConfigError`` for a profile that must not or cannot be changed, ``StateError`` for files that cannot.
    func check(_ request: LoginRequest, _ sources: ProfileSources) throws {
        let config = sources.config
        try AWSConfigFile.checkProfileName(request.profile)
        try config.checkEditable(request.profile)
        _ = try CredentialProcess.line(executable: request.options.executable, profile: request.profile)
        for warning in try plan(request).check(
            config, sources.credentials, paths: (stores.config.configPath, stores.config.credentialsPath))
        {
            warn(warning)
        }
        if request.options.integration == .native { try checkRegion(request, sources) }
        // Test what the end of the login will do, with the same calls, before the person is sent to a browser.
        try stores.config.tryEditing()
        try stores.records.trySaving()
        try stores.tokens.trySaving(in: request.options.tokenDirectory)
    }

    private func plan(_ request: LoginRequest) throws(ConfigError) -> ProfilePlan {
        switch request.options.integration {
        case .process:
            ProfilePlan(
                profile: request.profile, key: "credential_process",
                value: try CredentialProcess.line(executable: request.options.executable, profile: request.profile),
                removing: "login_session")
        case .native:
            // The identity is not known yet.
            ProfilePlan(
                profile: request.profile, key: "login_session", value: "arn:aws:iam::000000000000:root",
                removing: "credential_process")
        }
    }

    /// SDKs that do not support `signInRegion` refresh in the profile's region.
    private func checkRegion(_ request: LoginRequest, _ sources: ProfileSources) throws(ConfigError) {
        let region = request.region.region
        guard let other = try sources.region(ofProfile: request.profile)?.region, other != region else { return }
        // farsign writes only the config file.
        let isElsewhere = sources.credentials.value("region", in: request.profile) != nil
        guard isElsewhere || !request.options.replace else { return }
        throw ConfigError(
            .otherRegion,
            "some SDKs would refresh the session of \(region) in \(other), the region of profile "
                + request.profile.shown,
            hint: isElsewhere
                ? "change its region in \(stores.config.credentialsPath.shown)"
                : "add --replace to move the profile to \(region)")
    }
}
