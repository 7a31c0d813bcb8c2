package import SignIn
import Text

/// Finds the session of a profile without using the ledger.
package struct SessionFinder: Sendable {
    let config: any AWSConfigFiles
    let records: any SessionRecords
    let tokens: any TokenStore
    let surroundings: Surroundings
    /// The AWS tools' token cache, for sessions that farsign did not open.
    let tokenDirectory: @Sendable () throws -> String

    package init(
        config: any AWSConfigFiles, records: any SessionRecords, tokens: any TokenStore,
        surroundings: Surroundings,
        tokenDirectory: @escaping @Sendable () throws -> String
    ) {
        self.config = config
        self.records = records
        self.tokens = tokens
        self.surroundings = surroundings
        self.tokenDirectory = tokenDirectory
    }

    /// The profile's `login_session` takes precedence over farsign's own binding, because the AWS tools use it too.
    ///
    /// - Throws: ``SessionError/Code/noSession``; ``ConfigError/Code/unknownProfile`` if neither the AWS config nor
    ///   farsign knows the profile; ``StateError`` if a record cannot be read.
    package func session(of profile: String) throws -> SessionRecord {
        let config = try config.config()
        if let named = config.value("login_session", in: profile) {
            guard let arn = SessionARN(named) else {
                throw SessionError(
                    .noSession, "login_session of profile \(profile.shown) is not the ARN of a session",
                    hint: LoginHint.command(for: profile))
            }
            return try records.record(of: arn) ?? foreign(arn, profile: profile, config: config)
        }
        if let binding = try records.binding(of: profile) {
            guard let record = try records.record(of: binding.session) else {
                throw SessionError(
                    .noSession, "the record of \(binding.session) is missing", hint: LoginHint.command(for: profile))
            }
            return record
        }
        guard config.hasProfile(profile) || profile == "default" else {
            let known = Set(config.profiles).union((try? records.bindings().map(\.profile)) ?? [])
            let near = NearestNames.of(profile, among: Array(known)).map(\.shown)
            throw ConfigError(
                .unknownProfile, "there is no profile \(profile.shown)",
                hint: near.isEmpty ? LoginHint.command(for: profile) : "did you mean \(near.joined(separator: " or "))?"
            )
        }
        throw SessionError(
            .noSession, "profile \(profile.shown) has no session", hint: LoginHint.command(for: profile))
    }

    /// The record of a session, whichever profile uses it. One that farsign did not open is expected in the AWS tools'
    /// token cache.
    package func session(_ arn: SessionARN) throws -> SessionRecord {
        if let record = try records.record(of: arn) { return record }
        let config = try config.config()
        let profile = config.profiles.first { config.value("login_session", in: $0) == arn.text }
        return try foreign(arn, profile: profile ?? "", config: config)
    }

    /// The record of a session that `aws login` made. Its region is the profile's, unless its tokens name another one
    /// (``SessionRecord/following(_:)``), because `aws login` does not write a region to the profile.
    private func foreign(_ arn: SessionARN, profile: String, config: AWSConfigFile) throws -> SessionRecord {
        let sources = ProfileSources(
            config: config, credentials: try self.config.credentials(), variable: surroundings.variable,
            endpointURL: surroundings.endpointURL)
        let directory = try tokenDirectory()
        let region =
            try sources.region(ofProfile: profile) ?? sources.region(flag: nil, profile: profile)
            ?? tokens.signInRegion(of: arn, in: directory)
        return SessionRecord(
            arn: arn, endpoint: try region.map { try sources.endpoint(for: $0, profile: profile) },
            tokenDirectory: directory, caBundle: nil, user: nil)
    }
}
