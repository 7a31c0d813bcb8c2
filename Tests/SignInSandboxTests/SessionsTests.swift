import Foundation
import SignInSandbox
import Testing

@Suite("the control plane of sessions")
struct SessionsTests {
    static let alice = "arn:aws:iam::123456789012:user/Alice"
    static let bob = "arn:aws:sts::123456789012:assumed-role/Admin/bob"
    static let carol =
        "arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/carol@example.com"
    static let account = "arn:aws:iam::123456789012:*"
    static let introspect = "/v1/introspect"

    struct Deviation: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let path: String
        let body: String
        let failure: String

        init(_ path: String, _ body: String, _ failure: String = "400 INVALID_REQUEST") {
            testDescription = "\(path) \(body)"
            self.path = path
            self.body = body
            self.failure = failure
        }
    }

    func post(
        _ client: Client, _ path: String, _ body: [String: Any], by tokens: Tokens
    ) async throws -> (answer: Caller.Answer, json: [String: Any]) {
        let data = try JSONSerialization.data(withJSONObject: body)
        let answer = try await post(client, path, String(decoding: data, as: UTF8.self), by: tokens)
        return (answer, try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:])
    }

    func post(
        _ client: Client, _ path: String, _ body: String, by tokens: Tokens, contentType: String = "application/json"
    ) async throws -> Caller.Answer {
        let query = path == Self.introspect ? "x-amz-client-auth-method=iam" : ""
        let headers = Signer(tokens, service: "signin").headers(
            "POST", path, query: query, body: body, host: client.caller.host, contentType: contentType)
        return try await client.caller.send("POST", query.isEmpty ? path : "\(path)?\(query)", headers, body: body)
    }

    func arns(_ json: [String: Any], _ name: String = "items") -> [String] {
        (json[name] as? [[String: Any]] ?? []).compactMap { $0["sessionArn"] as? String }
    }

    @Test func `a refresh token leads to its session`() async throws {
        let client = try await Client.start()
        let tokens = try await client.redeem(as: Self.bob)

        let claims = try await post(client, Self.introspect, ["token": tokens.refreshToken], by: tokens).json

        #expect(claims["active"] as? Bool == true)
        #expect(claims["sub"] as? String == Self.bob)
        #expect(claims["account_id"] as? String == "123456789012")
        #expect(claims["client_id"] as? String == Client.crossDevice)
        #expect(claims["iat"] as? Double == Client.now.timeIntervalSince1970)
        #expect(claims["signin_session"] as? String == client.sandbox.sessions.first)
    }

    @Test func `the token of another account, an unknown one and a revoked one are only not active`() async throws {
        let client = try await Client.start()
        let (alice, carol) = (try await client.redeem(), try await client.redeem(as: Self.carol))
        let session = try #require(client.sandbox.sessions.first)
        _ = try await post(client, "/batch-revoke-sessions", ["sessionArns": [session]], by: alice)

        for (token, signer) in [(alice, carol), (alice, alice)] {
            let claims = try await post(client, Self.introspect, ["token": token.refreshToken], by: signer)
            #expect(claims.answer.text == "{\"active\":false}")
        }
        #expect(try await post(client, Self.introspect, ["token": "ASORother"], by: carol).json.count == 1)
    }

    @Test func `a list has the caller's own sessions, those of a role, or those of the account`() async throws {
        let client = try await Client.start()
        let (alice, bob) = (try await client.redeem(), try await client.redeem(as: Self.bob))
        _ = try await client.redeem(as: Self.carol)
        let other = try client.sandbox.addSession(as: Self.alice, clientType: "MCP")
        let sessions = client.sandbox.sessions
        let role = "arn:aws:iam::123456789012:role/Admin"

        let own = try await post(client, "/list-sessions", [:], by: alice).json
        let ofRole = try await post(client, "/list-sessions", ["principalArn": role], by: alice).json
        let all = try await post(client, "/list-sessions", ["principalArn": Self.account], by: bob).json

        #expect(arns(own) == [other, sessions[0]])
        #expect(arns(ofRole) == [sessions[1]])
        #expect(arns(all) == [other, sessions[1], sessions[0]])
        let item = try #require((ofRole["items"] as? [[String: Any]])?.first)
        #expect(item["role"] as? String == role)
        #expect(item["issuedAt"] as? Double == Client.now.timeIntervalSince1970)
        #expect(item["clientType"] as? String == "CLI")
        #expect(item["lastUsedAt"] == nil)
    }

    @Test func `a list comes in pages, and only with what is asked for`() async throws {
        let client = try await Client.start()
        let tokens = try await client.redeem()
        for _ in 0..<24 { try client.sandbox.addSession(as: Self.alice) }
        let newest = client.sandbox.sessions[24]
        _ = try await post(client, "/batch-revoke-sessions", ["sessionArns": [newest]], by: tokens)

        let first = try await post(client, "/list-sessions", ["status": "ACTIVE"], by: tokens).json
        let next = try #require(first["nextToken"] as? String)
        let second = try await post(
            client, "/list-sessions", ["status": "ACTIVE", "nextToken": next], by: tokens
        ).json
        let revoked = try await post(client, "/list-sessions", ["status": "REVOKED"], by: tokens).json
        let one = try await post(client, "/list-sessions", ["clientId": Client.crossDevice], by: tokens).json
        let future = try await post(
            client, "/list-sessions", ["issuedAfter": Int(Client.now.timeIntervalSince1970) + 1], by: tokens
        ).json

        #expect(arns(first).count == 20)
        #expect(Set(arns(first) + arns(second)) == Set(client.sandbox.sessions.dropLast()))
        #expect(second["nextToken"] == nil)
        #expect(arns(revoked) == [newest])
        #expect(arns(one) == [client.sandbox.sessions[0]])
        #expect(arns(future) == [])
    }

    @Test func `a session's details say when it was last used, by its owner`() async throws {
        let client = try await Client.start()
        let tokens = try await client.redeem()
        let bob = try await client.redeem(as: Self.bob)
        let session = try #require(client.sandbox.sessions.first)
        let before = try await post(client, "/get-session", ["sessionArn": session], by: tokens).json
        _ = try await client.refresh(tokens.refreshToken)

        let after = try await post(client, "/get-session", ["sessionArn": session], by: tokens).json
        let stranger = try await post(client, "/get-session", ["sessionArn": session], by: bob).answer
        let anyone = try await post(
            client, "/get-session", ["sessionArn": session, "principalArn": Self.account], by: bob
        ).answer

        #expect(before["lastUsedAt"] == nil)
        #expect(after["lastUsedAt"] as? Double == Client.now.timeIntervalSince1970)
        #expect(after["issuedInRegion"] as? String == "us-east-1")
        #expect(Failure(stranger).description == "404 RESOURCE_NOT_FOUND")
        #expect(stranger["x-amzn-ErrorType"] == "ResourceNotFoundException")
        #expect(anyone.status == 200)
    }

    @Test func `of a batch some sessions are revoked while others fail`() async throws {
        let client = try await Client.start()
        let tokens = try await client.redeem()
        _ = try await client.redeem(as: Self.bob)
        let sessions = client.sandbox.sessions

        let reply = try await post(
            client, "/batch-revoke-sessions", ["sessionArns": sessions, "reason": "test"], by: tokens
        ).json
        let refresh = try await client.post(client.refreshing(tokens.refreshToken))
        let again = try await post(client, "/batch-revoke-sessions", ["sessionArns": [sessions[0]]], by: tokens).json

        #expect(arns(reply, "revokedSessions") == [sessions[0]])
        #expect(arns(reply, "errors") == [sessions[1]])
        #expect((reply["errors"] as? [[String: Any]])?.first?["code"] as? String == "ResourceNotFoundException")
        #expect(Failure(refresh).description == "401 TOKEN_EXPIRED")
        #expect(arns(again, "revokedSessions") == [sessions[0]])
    }

    @Test(arguments: [
        Deviation("/list-sessions", "[]"), Deviation("/list-sessions", "{\"maxResults\":0}"),
        Deviation("/list-sessions", "{\"maxResults\":101}"), Deviation("/list-sessions", "{\"maxResults\":\"5\"}"),
        Deviation("/list-sessions", "{\"status\":\"active\"}"), Deviation("/list-sessions", "{\"limit\":1}"),
        Deviation("/list-sessions", "{\"nextToken\":\"x\"}"), Deviation("/list-sessions", "{\"issuedAfter\":1.5}"),
        Deviation("/list-sessions", "{\"principalArn\":\"\(bob)\"}"),
        Deviation("/list-sessions", "{\"principalArn\":\"arn:aws:iam::12345678901:*\"}"),
        Deviation(
            "/list-sessions", "{\"principalArn\":\"arn:aws:iam::210987654321:*\"}", "403 INSUFFICIENT_PERMISSIONS"),
        Deviation("/get-session", "{}"), Deviation("/get-session", "{\"sessionArn\":\"\"}"),
        Deviation("/get-session", "{\"sessionArn\":\"x\"}", "404 RESOURCE_NOT_FOUND"),
        Deviation("/batch-revoke-sessions", "{\"sessionArns\":[]}"),
        Deviation("/batch-revoke-sessions", "{\"sessionArns\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]}"),
        Deviation("/batch-revoke-sessions", "{\"sessionArns\":[1]}"),
        Deviation("/batch-revoke-sessions", "{\"sessionArns\":[\"1\"],\"reason\":\"\"}"),
        Deviation(introspect, "{}"), Deviation(introspect, "{\"token\":\"\"}"),
        Deviation(introspect, "{\"token\":\"ASIAx\"}"), Deviation(introspect, "{\"token\":\"ASORx\",\"hint\":\"\"}"),
        Deviation(introspect, "{\"token\":\"ASORx\",\"token_type_hint\":\"id_token\"}"),
    ])
    func `what the service's model does not allow is refused`(deviation: Deviation) async throws {
        let client = try await Client.start()
        let tokens = try await client.redeem()

        let answer = try await post(client, deviation.path, deviation.body, by: tokens)

        #expect(Failure(answer).description == deviation.failure)
    }

    @Test(arguments: ["/list-sessions", "/get-session", "/batch-revoke-sessions", introspect])
    func `requests must be signed JSON, and a missing permission is named`(path: String) async throws {
        let client = try await Client.start()
        let tokens = try await client.redeem()
        let operation = try #require(
            SignInSandbox.Operation(rawValue: path == Self.introspect ? "introspect" : String(path.dropFirst())))

        let unsigned = try await client.caller.send(
            "POST", path == Self.introspect ? "\(path)?x-amz-client-auth-method=iam" : path,
            [("Content-Type", "application/json")], body: "{}")
        let form = try await post(client, path, "{}", by: tokens, contentType: "text/plain")
        client.sandbox.fail(.error(.insufficientPermissions), on: operation)
        let denied = try await post(client, path, "{}", by: tokens)

        #expect(Failure(unsigned).description == "403 MissingAuthenticationToken")
        #expect(Failure(form).description == "400 INVALID_REQUEST")
        #expect(Failure(denied).description == "403 INSUFFICIENT_PERMISSIONS")
        #expect(denied["x-amzn-ErrorType"] == "AccessDeniedException")
        #expect(denied.text.contains("is not allowed to perform signin:"))
    }

    @Test func `sessions of other clients come through a control endpoint`() async throws {
        let client = try await Client.start()
        let tokens = try await client.redeem()
        let body = "{\"identity\":\"\(Self.alice)\",\"clientType\":\"MCP\",\"userAgent\":\"other\"}"

        let added = try await client.caller.send("POST", "/control/sessions", body: body)
        let refused = try await client.caller.send("POST", "/control/sessions", body: "{\"identity\":\"alice\"}")

        #expect(added.text == "{\"sessionArn\":\"\(client.sandbox.sessions[1])\"}")
        #expect(refused.status == 400)
        let details = try await post(
            client, "/get-session", ["sessionArn": client.sandbox.sessions[1]], by: tokens
        ).json
        #expect(details["clientType"] as? String == "MCP")
        #expect(details["userAgent"] as? String == "other")
    }
}
