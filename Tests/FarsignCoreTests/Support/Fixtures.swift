import Foundation
import RelayProtocol
import Session
import SessionTestSupport
import SignIn
import TestSupport
import Testing
import Text

@testable import FarsignCore

/// Values that most suites need one of.
enum Fixtures {
    static let now = Date(timeIntervalSince1970: 1_767_323_045)
    static let state = "6f2c9c1e-58a1-4c0e-9a53-0d2a5f0f7f11"
    static let arn = "arn:aws:iam::123456789012:user/Alice"
    static let verifier = "a-verifier-that-nobody-may-see-0123456789-abcdefgh"
    static let refreshToken = "ASOR-refresh-token-that-nobody-may-see"

    static func randomBytes(seed: UInt64) -> (Int) -> [UInt8] {
        var generator = SplitMix(seed)
        return { generator.bytes($0) }
    }

    static func endpoint(_ region: String = "eu-central-1") throws -> SignInEndpoint {
        SignInEndpoint(region: try Region(region))
    }

    static func key() -> DPoPKey {
        DPoPKey(randomBytes: randomBytes(seed: 1))
    }

    static func tokens() throws -> SessionTokens {
        SessionTokens(
            credentials: try Sample.credentials(), refreshToken: Secret(refreshToken),
            clientID: "arn:aws:signin:::devtools/cross-device", dpopKey: key(), idToken: Secret("a.b.c"),
            otherMembers: Secret(["theirs": .string("other-member-that-nobody-may-see")]))
    }

    static let options = LoginOptions(
        integration: .native, replace: true, expectedAccount: "123456789012", expectedARN: arn,
        caBundle: "/etc/ca.pem", tokenDirectory: "/home/alice/.aws/login/cache", executable: "/usr/bin/farsign")

    /// A login with a known state, and a second attempt beside it.
    static func login(endpoint: SignInEndpoint? = nil, refusals: Int = 0) throws -> PendingLogin {
        let endpoint = try endpoint ?? Fixtures.endpoint()
        let other = Attempt(
            state: "other-state", verifier: Secret("other-\(verifier)"), client: .sameDevice,
            redirectURI: "http://127.0.0.1:8123/oauth/callback",
            recipient: .init(
                name: "ssh from 192.0.2.7", phrase: Phrase("maple otter 4821"),
                connection: ConnectionID("attach 192.0.2.7 50022")))
        let attempt = Attempt(
            state: state, verifier: Secret(verifier), client: .crossDevice, redirectURI: endpoint.confirmationURL,
            recipient: nil)
        return PendingLogin(
            id: try #require(LoginID("0123456789ab")), profile: Profile(name: "dev", endpoint: endpoint),
            startedAt: now, deadline: now.addingTimeInterval(600), options: options, refusals: refusals, key: key(),
            attempts: [attempt, other])
    }

    static func reply(_ text: String) throws -> CodeReply {
        try CodeReply(parsing: Secret(Array(text.utf8)))
    }

    static func response(_ status: Int = 200, _ body: String, headers: [String: String] = [:]) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Secret(Array(body.utf8)))
    }
}
