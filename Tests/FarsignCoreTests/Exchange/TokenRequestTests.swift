import Foundation
import Session
import SessionTestSupport
import SignIn
import Testing
import Text

@testable import FarsignCore

@Suite("Requests to the token endpoint")
struct TokenRequestTests {
    private func redemption() throws -> TokenRequest {
        let login = try Fixtures.login()
        switch login.accept(try Fixtures.reply("state=\(Fixtures.state)&code=the-code")) {
        case .accepted(let code, _): return TokenRequest(redeeming: code)
        default: throw LoginError(.badReply, "not accepted")
        }
    }

    private func http(_ request: TokenRequest) throws -> HTTPRequest {
        try request.http(time: Fixtures.now, randomBytes: Fixtures.randomBytes(seed: 9), caBundle: "/ca.pem")
    }

    @Test func `a redemption carries the code, its verifier and its redirect URI`() throws {
        let request = try http(redemption())
        #expect(request.url == "https://eu-central-1.signin.aws.amazon.com/v1/token")
        #expect(
            try JSONValue(parsing: request.body.reveal())
                == .object([
                    "clientId": .string("arn:aws:signin:::devtools/cross-device"),
                    "grantType": .string("authorization_code"), "code": .string("the-code"),
                    "codeVerifier": .string(Fixtures.verifier),
                    "redirectUri": .string("https://eu-central-1.signin.aws.amazon.com/v1/sessions/confirmation"),
                ]))
    }

    @Test func `a refresh carries the session's client id and refresh token`() throws {
        var tokens = try Fixtures.tokens()
        tokens.clientID = "arn:aws:signin:::devtools/same-device"
        let request = try http(TokenRequest(refreshing: tokens, at: try Fixtures.endpoint("us-east-1")))
        #expect(request.url == "https://us-east-1.signin.aws.amazon.com/v1/token")
        #expect(
            try JSONValue(parsing: request.body.reveal())
                == .object([
                    "clientId": .string("arn:aws:signin:::devtools/same-device"), "grantType": .string("refresh_token"),
                    "refreshToken": .string(Fixtures.refreshToken),
                ]))
    }

    @Test func `both are JSON with a proof for their URL, unsigned`() throws {
        let request = try http(redemption())
        #expect(request.headers.map(\.name) == ["Content-Type", "Accept", "DPoP"])
        #expect(request.headers.first?.value == "application/json")
        #expect(request.signature == nil)
        #expect(request.caBundle == "/ca.pem")
        let payload = try #require(request.headers.last).value.split(separator: ".")[1]
        let claims = try JSONValue(parsing: try #require(String(payload).base64Decoded))
        #expect(claims["htu"]?.text == request.url)
        #expect(claims["iat"]?.int == 1_767_323_045)
        #expect(claims["jti"]?.text?.wholeMatch(of: /[0-9a-f-]{36}/) != nil)
    }

    @Test func `every sending has a proof of its own`() throws {
        let (request, random) = (try redemption(), Fixtures.randomBytes(seed: 2))
        let proofs = try (0..<3).map { _ in
            try request.http(time: Fixtures.now, randomBytes: random, caBundle: nil).headers[2].value
        }
        #expect(Set(proofs).count == 3)
    }

    @Test func `a key that cannot sign is reported`() throws {
        var tokens = try Fixtures.tokens()
        let der = DERKey.sec1(scalar: Array(repeating: 0, count: 32), publicPoint: [])
        tokens.dpopKey = try #require(
            DPoPKey(
                pem: "-----BEGIN EC PRIVATE KEY-----\n\(Data(der).base64EncodedString())\n-----END EC PRIVATE KEY-----")
        )
        let request = TokenRequest(refreshing: tokens, at: try Fixtures.endpoint())
        let error = #expect(throws: StateError.self) { try http(request) }
        #expect(error?.code == .keyUnreadable)
    }

    @Test func `a revocation names the refresh token, and is signed`() throws {
        let record = SessionRecord(
            arn: try #require(SessionARN(Fixtures.arn)), endpoint: try Fixtures.endpoint("eu-west-1"),
            tokenDirectory: "/t", caBundle: nil, user: nil)
        let request = try RevokeRequest.http(try Fixtures.tokens(), session: record, caBundle: nil)
        #expect(request.url == "https://eu-west-1.oauth.signin.aws/v1/revoke?x-amz-client-auth-method=iam")
        #expect(request.body.reveal() == Array("{\"token\":\"\(Fixtures.refreshToken)\"}".utf8))
        let signature = try #require(request.signature)
        #expect(signature.service == "signin")
        #expect(signature.region.name == "eu-west-1")
        #expect(signature.credentials == SigningCredentials(try Sample.credentials()))
        #expect(request.headers.map(\.name) == ["Content-Type"])
    }
}
