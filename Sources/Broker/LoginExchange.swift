import FarsignCore
import FoundationEssentials

/// Turns an authorization code into a session, and stores it: tokens, record, profile, history.
struct LoginExchange: Sendable {
    private let endpoint: TokenEndpoint
    private let stores: Stores
    private let surroundings: Surroundings
    private let actor: @Sendable () -> Actor

    init(service: Service, stores: Stores, person: Person) {
        endpoint = TokenEndpoint(transport: service.transport, surroundings: service.surroundings, warn: person.warn)
        self.stores = stores
        surroundings = service.surroundings
        actor = person.actor
    }

    func callAsFunction(
        _ code: consuming AuthorizationCode, of id: LoginID, digest: String?, profile: Profile, wishes: LoginWishes,
        confirm: ((String) throws -> Bool)?
    ) throws -> SignedIn {
        let sources = ProfileSources(
            config: try stores.config.config(), credentials: try stores.config.credentials(),
            variable: surroundings.variable, caBundle: wishes.caBundle)
        let request = TokenRequest(redeeming: code)
        let reply = try endpoint.redeem(request, caBundle: sources.certificateBundle(profile: profile.name))
        let session = try LoginSession(reply, request: request, region: profile.region)
        try checkExpected(session.arn, wishes)

        let record = SessionRecord(
            arn: session.arn, endpoint: profile.endpoint, tokenDirectory: wishes.tokenDirectory,
            caBundle: wishes.caBundle)
        if !wishes.replace { try checkReplaces(record.arn, profile, sources.config, confirm) }
        try store(
            session, record,
            ProfileBinding(profile: profile.name, session: session.arn, integration: wishes.integration), wishes)
        do {
            try recordSignIn(session, record, id, digest, profile, wishes)
        } catch let error as StateError {
            throw StateError(
                error.code, path: error.path, "signed in, but the history cannot say so: \(error.summary)",
                hint: error.hint)
        }
        return SignedIn(
            id: id, profile: profile.name, session: session.arn, region: profile.region,
            credentialsExpireAt: session.tokens.credentials.expiresAt)
    }

    /// Throws what would keep the exchange from its endpoint on this machine's side.
    func check(_ endpoint: SignInEndpoint, caBundle: String?) throws(TransportError) {
        try self.endpoint.check(endpoint, caBundle: caBundle)
    }

    private func checkExpected(_ arn: SessionARN, _ wishes: LoginWishes) throws(LoginError) {
        let wrong: String
        if let account = wishes.expectedAccount, account != arn.account {
            wrong = "account \(account.shown)"
        } else if let expected = wishes.expectedARN, expected != arn.text {
            wrong = expected.shown
        } else {
            return
        }
        throw LoginError(
            .unexpectedIdentity, "\(arn) signed in where \(wrong) was expected",
            hint: "start again, and choose the right identity in the browser")
    }

    /// - Throws: ``LoginError/Code/notReplaced`` where the session would take another's place and nobody agreed.
    private func checkReplaces(
        _ new: SessionARN, _ profile: Profile, _ config: AWSConfigFile, _ confirm: ((String) throws -> Bool)?
    ) throws {
        var conflicts: [(fact: String, question: String)] = []
        let current =
            try config.value("login_session", in: profile.name).flatMap(SessionARN.init)
            ?? stores.records.binding(of: profile.name)?.session
        if let current, current != new {
            conflicts.append(("profile \(profile.name.shown) belongs to \(current)", "give it to \(new)?"))
        }
        if let opened = try stores.records.record(of: new), let held = try? stores.tokens.load(opened),
            let old = opened.following(held).endpoint, old != profile.endpoint
        {
            conflicts.append(
                ("\(new) is signed in at \(old.place)", "move it to \(profile.endpoint.place)?"))
        }
        for conflict in conflicts where try confirm?("\(conflict.fact): \(conflict.question)") != true {
            throw LoginError(
                .notReplaced, "nothing was changed: \(conflict.fact)",
                hint: "start again with --replace to change that")
        }
    }

    private func store(
        _ session: LoginSession, _ record: SessionRecord, _ binding: ProfileBinding, _ wishes: LoginWishes
    ) throws {
        let region = try record.knownEndpoint().region
        let process = try CredentialProcess.line(executable: wishes.executable, profile: binding.profile)
        try stores.locks.hold(.session(record)) {
            if let old = try stores.records.record(of: record.arn), old.tokenDirectory != record.tokenDirectory {
                try stores.tokens.remove(old)
            }
            try stores.tokens.save(session.tokens, of: record)
            try stores.records.save(record)
            try stores.records.save(binding)
        }
        let credentials = try stores.config.credentials()
        try stores.config.edit { config in
            let hasRegion = [credentials, config].contains { $0.value("region", in: binding.profile) != nil }
            switch binding.integration {
            case .process:
                try config.set("credential_process", to: process, in: binding.profile)
                try config.remove("login_session", in: binding.profile)
            case .native:
                try config.set("login_session", to: record.arn.text, in: binding.profile)
                try config.remove("credential_process", in: binding.profile)
            }
            if !hasRegion || (binding.integration == .native && wishes.replace) {
                try config.set("region", to: region.name, in: binding.profile)
            }
        }
    }

    private func recordSignIn(
        _ session: LoginSession, _ record: SessionRecord, _ id: LoginID, _ digest: String?, _ profile: Profile,
        _ wishes: LoginWishes
    ) throws {
        let region = profile.region
        let expires = session.tokens.credentials.expiresAt
        let login: [JSONName: JSONValue] = ["login": .string(id.text)]
        try stores.ledger.write(
            LedgerEntry(
                time: surroundings.now(),
                changes: [
                    .signedIn(record, credentialsExpireAt: expires),
                    .bound(ProfileBinding(profile: profile.name, session: record.arn, integration: wishes.integration)),
                    .loginEnded(
                        id, .signedIn(session: record.arn, region: region, credentialsExpireAt: expires),
                        reply: digest),
                ],
                events: [
                    AuditEvent(
                        .signedIn, profile: profile.name, session: record.arn, actor: actor(),
                        detail: login.merging(["region": .string(region.name)]) { $1 }),
                    AuditEvent(
                        .profileUpdated, profile: profile.name, session: record.arn, actor: actor(),
                        detail: login.merging(["integration": .string(wishes.integration.rawValue)]) { $1 }),
                ]))
    }
}

extension SignInEndpoint {
    /// For a person: the region, and the host where it is not the region's own.
    fileprivate var place: String {
        isDefault ? region.name : "\(region) (\((origin + path).shown))"
    }
}
