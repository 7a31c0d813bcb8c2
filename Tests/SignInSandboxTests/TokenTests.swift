import Crypto
import Foundation
import SignInSandbox
import Testing

@Suite("redeeming a code")
struct RedemptionTests {
    @Test func `a redemption answers with the documented members, and the session in the identity token`() async throws
    {
        let client = try await Client.start()
        let arn = "arn:aws:sts::123456789012:assumed-role/Admin/bob"

        let answer = try await client.post(client.redemption(of: try client.code(as: arn)))

        let members = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
        #expect(Set(members.keys) == ["accessToken", "tokenType", "expiresIn", "refreshToken", "idToken"])
        let tokens = try Tokens(answer)
        #expect(tokens.tokenType == "aws_sigv4")
        #expect(tokens.expiresIn == 900)
        #expect(tokens.refreshToken.hasPrefix("ASOR"))
        #expect(tokens.refreshToken.utf8.count == 2048)
        let claims = try #require(tokens.idToken?.split(separator: ".")[1])
        #expect(Proof.decoded(String(claims)).contains("\"sub\":\"\(arn)\""))
        #expect(answer["Date"] != nil)
        #expect(answer["x-amzn-RequestId"] != nil)
    }

    @Test func `a code works once`() async throws {
        let client = try await Client.start()
        let code = try client.code()

        let first = try await client.post(client.redemption(of: code))
        let second = try await client.post(client.redemption(of: code))

        #expect(first.status == 200)
        #expect(Failure(second).description == "401 AUTHCODE_EXPIRED")
        #expect(second["x-amzn-ErrorType"] == "AccessDeniedException")
    }

    @Test func `a redemption is too late when the code's life is over`() async throws {
        let client = try await Client.start()
        let code = try client.code()
        client.sandbox.update { $0.clockOffset = .seconds(601) }

        let answer = try await client.post(client.redemption(of: code), proof: Proof(issued: 601))

        #expect(Failure(answer).description == "401 AUTHCODE_EXPIRED")
    }

    static let deviations: [[String: String?]] = [
        ["clientId": nil], ["grantType": nil], ["code": nil], ["codeVerifier": nil], ["redirectUri": nil],
        ["clientId": Client.sameDevice], ["clientId": ""], ["grantType": "password"],
        ["code": String(repeating: "a", count: 513)], ["code": ""],
        ["codeVerifier": String(repeating: "a", count: 42)], ["codeVerifier": String(repeating: "a", count: 129)],
        ["codeVerifier": String(repeating: "a", count: 43)], ["codeVerifier": "+" + String(repeating: "a", count: 42)],
        ["redirectUri": "http://127.0.0.1:1/oauth/callback"], ["scope": "openid"], ["refreshToken": "ASORx"],
    ]

    @Test(arguments: deviations)
    func `a redemption refuses a body that deviates in one member`(change: [String: String?]) async throws {
        let client = try await Client.start()
        var body = client.redemption(of: try client.code())
        for (name, value) in change { body[name] = value }

        let answer = try await client.post(body)

        #expect(Failure(answer).description == "400 INVALID_REQUEST")
        #expect(answer["x-amzn-ErrorType"] == "ValidationException")
    }

    @Test(arguments: [
        "", "[]", "null", "{", "{\"clientId\":1}", "{\"grantType\":\"refresh_token\",\"grantType\":\"refresh_token\"}",
        "{\"grantType\":\"refresh_token\"} x", "grantType=refresh_token",
    ])
    func `a redemption refuses a body that is not the one JSON object`(body: String) async throws {
        let client = try await Client.start()

        let answer = try await client.post(body, proofs: [try Proof().text(client)])

        #expect(Failure(answer).description == "400 INVALID_REQUEST")
    }

    @Test func `a redemption refuses a member that is given twice, also with the same value`() async throws {
        let client = try await Client.start()
        let data = try JSONSerialization.data(withJSONObject: client.redemption(of: try client.code()))
        let body = String(decoding: data, as: UTF8.self).dropLast() + ",\"codeVerifier\":\"\(client.verifier)\"}"

        let answer = try await client.post(String(body), proofs: [try Proof().text(client)])

        #expect(answer.text.contains("given twice"))
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
    func `a redemption refuses another content type`(type: String) async throws {
        let client = try await Client.start()
        let data = try JSONSerialization.data(withJSONObject: client.redemption(of: try client.code()))

        let answer = try await client.post(
            String(decoding: data, as: UTF8.self), proofs: [try Proof().text(client)], contentType: type)

        #expect(answer.text.contains("Content-Type"))
    }

    @Test func `a redemption with a wrong verifier ends the code`() async throws {
        let client = try await Client.start()
        let right = client.redemption(of: try client.code())
        var wrong = right
        wrong["codeVerifier"] = String(client.verifier.reversed())

        let first = try await client.post(wrong)
        let second = try await client.post(right)

        #expect(Failure(first).description == "400 INVALID_REQUEST")
        #expect(Failure(second).description == "401 AUTHCODE_EXPIRED")
    }
}

@Suite("refreshing")
struct RefreshTests {
    @Test func `a refresh rotates the token, and the old one answers the same for its window`() async throws {
        let client = try await Client.start()
        let first = try await client.redeem()

        let second = try await client.refresh(first.refreshToken)
        let again = try await client.refresh(first.refreshToken)
        let third = try await client.refresh(second.refreshToken)
        client.sandbox.update { $0.refreshWindow = .zero }
        let late = try await client.post(client.refreshing(first.refreshToken))

        #expect(again == second)
        #expect(second.refreshToken != first.refreshToken)
        #expect(second.accessToken != first.accessToken)
        #expect(second.idToken == nil)
        #expect(third.refreshToken != second.refreshToken)
        #expect(Failure(late).description == "401 TOKEN_EXPIRED")
    }

    @Test(arguments: [(59, 200), (61, 401)])
    func `a refresh answers a used token for sixty seconds`(later: Int, status: Int) async throws {
        let client = try await Client.start()
        let first = try await client.redeem()
        _ = try await client.refresh(first.refreshToken)
        client.sandbox.update { $0.clockOffset = .seconds(later) }

        let answer = try await client.post(
            client.refreshing(first.refreshToken), proof: Proof(issued: TimeInterval(later)))

        #expect(answer.status == status)
    }

    @Test func `a refresh needs the key that redeemed the code`() async throws {
        let client = try await Client.start()
        var thief = client
        thief.key = .init()
        let tokens = try await client.redeem()

        let answer = try await thief.post(client.refreshing(tokens.refreshToken))

        #expect(Failure(answer).description == "400 INVALID_REQUEST")
        #expect(answer.text.contains("another DPoP key"))
    }

    @Test(
        arguments: [
            ["clientId": Client.sameDevice], ["clientId": nil], ["refreshToken": nil], ["code": "abc"],
            ["refreshToken": String(repeating: "a", count: 12_289)],
        ] as [[String: String?]])
    func `a refresh refuses a body that deviates in one member`(change: [String: String?]) async throws {
        let client = try await Client.start()
        var body = client.refreshing(try await client.redeem().refreshToken)
        for (name, value) in change { body[name] = value }

        #expect(Failure(try await client.post(body)).description == "400 INVALID_REQUEST")
    }

    @Test func `refreshing ends with the session, with a revocation, and was never possible with a made-up token`()
        async throws
    {
        let client = try await Client.start()
        let ended = try await client.redeem()
        let revoked = try await client.redeem()
        client.sandbox.update { $0.clockOffset = .seconds(12 * 3600 + 1) }
        let late = try await client.post(client.refreshing(ended.refreshToken), proof: Proof(issued: 12 * 3600 + 1))
        client.sandbox.update { $0.clockOffset = .zero }
        client.sandbox.revokeAllSessions()
        let after = try await client.post(client.refreshing(revoked.refreshToken))
        let unknown = try await client.post(client.refreshing("ASORunknown"))

        for answer in [late, after, unknown] { #expect(Failure(answer).description == "401 TOKEN_EXPIRED") }
    }

    @Test func `a refresh says how long the credentials live, and remembers every secret`() async throws {
        let client = try await Client.start(.init(credentialLifetime: .seconds(7)))

        let tokens = try await client.redeem()

        #expect(tokens.expiresIn == 7)
        let secrets = Set(client.sandbox.secrets)
        #expect(secrets.count == 6)
        #expect(secrets.contains(client.verifier))
        #expect(
            secrets.isSuperset(of: [tokens.refreshToken, tokens.idToken ?? "", tokens.accessToken.secretAccessKey]))
    }
}
