import Foundation
import Session
import SessionTestSupport
import Testing
import Text

@testable import FarsignCore

@Suite("Secrets in the broker's types")
struct SecretsInTypesTests {
    /// Everything that Swift would print of a value.
    private func printed(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return [dumped, "\(value)", String(describing: value), String(reflecting: value), value as? String ?? ""]
            .joined(separator: "\n")
    }

    @Test func `nothing that holds secrets prints them`() throws {
        let tokens = try Fixtures.tokens()
        let login = try Fixtures.login()
        let attempts = login.attempts
        let request = TokenRequest(refreshing: tokens, at: try Fixtures.endpoint())
        let http = try request.http(
            time: Fixtures.now, randomBytes: Fixtures.randomBytes(seed: 1), caBundle: nil)
        let values: [Any] = [
            tokens, tokens.credentials, tokens.dpopKey, attempts, request, http, try login.serialized(),
            try Fixtures.reply("state=s&code=code-that-nobody-may-see"), tokens.dpopKey.pem,
            CredentialFormat.env.render(tokens.credentials),
            try TokenReply(
                Fixtures.response(
                    200,
                    """
                    {"accessToken":{"accessKeyId":"A","secretAccessKey":"\(Sample.secretKey)",
                    "sessionToken":"\(Sample.sessionToken)"},"tokenType":"aws_sigv4","expiresIn":9,
                    "refreshToken":"\(Fixtures.refreshToken)"}
                    """), now: Fixtures.now),
        ]
        let key = tokens.dpopKey.pem.reveal().split(separator: "\n").map(String.init)
        let secrets = [
            Sample.secretKey, Sample.sessionToken, Fixtures.refreshToken, Fixtures.verifier, "nobody-may-see",
        ]
        for value in values {
            let text = printed(value)
            for secret in secrets + key { #expect(!text.contains(secret), "\(type(of: value))") }
        }
    }
}
