import FarsignCore
import FoundationEssentials
import Session
import SignIn
import Text

/// Exchanges an authorization code for a session, and finds out what that session would replace.
struct LoginExchange: Sendable {
    private let endpoint: TokenEndpoint
    private let stores: Stores
    private let variable: @Sendable (_ name: String) -> String?

    init(service: Service, stores: Stores, person: Person) {
        endpoint = TokenEndpoint(transport: service.transport, surroundings: service.surroundings, warn: person.warn)
        self.stores = stores
        variable = service.surroundings.variable
    }

    func callAsFunction(
        _ code: consuming AuthorizationCode, profile: Profile, options: LoginOptions, _ rules: Rules
    ) throws -> LoginSession {
        try rules.check(profile.endpoint)
        let sources = ProfileSources(
            config: try stores.config.config(), credentials: try stores.config.credentials(), variable: variable,
            caBundle: options.caBundle)
        let request = TokenRequest(redeeming: code)
        let reply = try endpoint.redeem(request, caBundle: sources.certificateBundle(profile: profile.name))
        let session = try LoginSession(reply, request: request, region: profile.region)
        try rules.check(session.arn)
        try checkExpected(session.arn, options)
        return session
    }

    /// Throws the error that would prevent the exchange on this machine's side.
    func check(_ endpoint: SignInEndpoint, caBundle: String?) throws(TransportError) {
        try self.endpoint.check(endpoint, caBundle: caBundle)
    }

    private func checkExpected(_ arn: SessionARN, _ options: LoginOptions) throws(LoginError) {
        let wrong: String
        if let account = options.expectedAccount, account != arn.account {
            wrong = "account \(account.shown)"
        } else if let expected = options.expectedARN, expected != arn.text {
            wrong = expected.shown
        } else {
            return
        }
        throw LoginError(
            .unexpectedIdentity, "\(arn) signed in where \(wrong) was expected",
            hint: "start again, and choose the right identity in the browser")
    }

    /// The things that storing the session under that profile would replace.
    func conflicts(of arn: SessionARN, _ profile: Profile) throws -> [SignInConflict] {
        var conflicts: [SignInConflict] = []
        let current =
            try stores.config.config().value("login_session", in: profile.name).flatMap(SessionARN.init)
            ?? stores.records.binding(of: profile.name)?.session
        if let current, current != arn {
            conflicts.append(
                SignInConflict(
                    fact: "profile \(profile.name.shown) belongs to \(current)", question: "give it to \(arn)?",
                    hint: "start again with --replace to change that, or choose another profile with --profile"))
        }
        if let opened = try stores.records.record(of: arn), let held = try? stores.tokens.load(opened),
            let old = opened.following(held).endpoint, old != profile.endpoint
        {
            let sharing = try stores.profiles(of: arn).filter { $0 != profile.name }.map { "profile \($0.shown)" }
            let those = sharing.isEmpty ? "" : " for \(sharing.joined(separator: ", "))"
            conflicts.append(
                SignInConflict(
                    fact: "\(arn) is signed in at \(old.place)\(those)",
                    question: "move \(sharing.isEmpty ? "it" : "all of them") to \(profile.endpoint.place)?",
                    hint: "start again with '--region \(old.region)': the credentials work in every region, and the "
                        + "profile keeps a region of its own; or with --replace to move the session"))
        }
        return conflicts
    }
}

extension SignInEndpoint {
    /// For a person: the region, and the endpoint if it is not the region's own.
    fileprivate var place: String {
        isDefault ? region.name : "\(region) (\((origin + path).shown))"
    }
}
