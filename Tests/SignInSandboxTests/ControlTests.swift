import Foundation
import SignInSandbox
import Testing

@Suite("the control endpoints")
struct ControlTests {
    @Test func `control endpoints tell what was asked, and every secret`() async throws {
        let client = try await Client.start()
        let tokens = try await client.redeem()

        let log = try await client.caller.get("/control/log")
        let secrets = try await client.caller.get("/control/secrets")

        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let records = try decoder.decode([SignInSandbox.RequestRecord].self, from: Data(log.body))
        #expect(records.map(\.what) == [.authorize, .decision, .confirmation, .redeem])
        #expect(records.last?.clientID == Client.crossDevice)
        #expect(records.last?.source.hasPrefix("127.0.0.1:") == true)
        #expect(try JSONDecoder().decode([String].self, from: Data(secrets.body)) == client.sandbox.secrets)
        #expect(client.sandbox.secrets.contains(tokens.refreshToken))
    }

    @Test func `control endpoints change settings, plan faults and forget everything`() async throws {
        let client = try await Client.start()
        let settings = """
            {"identities": ["arn:aws:iam::123456789012:user/Dora"], "credentialLifetime": 5, "clockOffset": -1.5}
            """
        let fault = "{\"on\": \"authorize\", \"fault\": \"unavailable\", \"times\": 1, \"delay\": 0}"

        let changed = try await client.caller.send("POST", "/control/settings", body: settings)
        let planned = try await client.caller.send("POST", "/control/fail", body: fault)
        let failed = try await client.caller.get("/v1/authorize?" + client.authorizeQuery())
        _ = try await client.caller.send("POST", "/control/reset")

        #expect([changed, planned, failed].map(\.status) == [200, 200, 503])
        #expect(client.sandbox.settings.identities == ["arn:aws:iam::123456789012:user/Dora"])
        #expect(client.sandbox.settings.credentialLifetime == .seconds(5))
        #expect(client.sandbox.settings.clockOffset == .milliseconds(-1500))
        #expect(client.sandbox.requests.isEmpty)
    }

    @Test(arguments: [
        ("/control/settings", "{\"credentialLifetime\": 901}"), ("/control/settings", "{\"credentialLifetime\": 0}"),
        ("/control/settings", "{\"identities\": []}"), ("/control/settings", "{\"identities\": [\"alice\"]}"),
        ("/control/settings", "{\"lifetime\": 1}"), ("/control/settings", "{\"codeLifetime\": -1}"),
        ("/control/fail", "{\"on\": \"token\"}"),
        ("/control/fail", "{\"on\": \"token\", \"fault\": \"none\", \"x\": 1}"),
        ("/control/fail", "{\"on\": \"token\", \"fault\": \"none\", \"times\": 0}"), ("/control/fail", "[]"),
    ])
    func `control endpoints refuse what they cannot do, and change nothing`(path: String, body: String) async throws {
        let client = try await Client.start()

        let answer = try await client.caller.send("POST", path, body: body)

        #expect(answer.status == 400)
        #expect(client.sandbox.settings == SignInSandbox.Settings())
    }

    @Test func `control endpoints serve no page of a browser`() async throws {
        let client = try await Client.start()

        let answer = try await client.caller.send("POST", "/control/reset", [("Origin", "http://example.com")])

        #expect(answer.status == 400)
    }
}

@Suite("the sandbox")
struct SandboxTests {
    @Test(arguments: [("GET", "/v1/token", 405), ("PUT", "/v1/authorize", 405), ("GET", "/v2/token", 404)])
    func `the sandbox serves no other path or method`(method: String, path: String, status: Int) async throws {
        let client = try await Client.start()

        #expect(try await client.caller.send(method, path).status == status)
    }

    @Test func `the sandbox hangs up on a body that no request needs`() async throws {
        let client = try await Client.start()

        let answer = try await client.caller.send(
            "POST", "/v1/token", body: String(repeating: "a", count: 2_000_000))

        #expect(answer.status == 0)
        #expect(client.sandbox.requests.isEmpty)
    }

    @Test func `the sandbox does not start with settings that make no sense`() async {
        await #expect(throws: SignInSandbox.SettingsError.self) {
            try await SignInSandbox.start(settings: .init(identities: []))
        }
    }

    @Test func `the sandbox refuses a sign-in as somebody who is not offered, in the words of the page`() async throws {
        let client = try await Client.start()

        #expect {
            try client.sandbox.signIn(at: client.authorizeURL(), as: "arn:aws:iam::123456789012:user/Eve")
        } throws: { error in
            (error as? SignInSandbox.Refusal)?.message == "parameter 'identity' must be one of those on the page"
        }
    }
}
