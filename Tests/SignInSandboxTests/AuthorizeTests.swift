import Foundation
import SignInSandbox
import Testing

@Suite("the sign-in page")
struct AuthorizeTests {
    @Test func `the sign-in page offers every identity, runs no script, and knows its request by an id of its own`()
        async throws
    {
        let client = try await Client.start()

        let page = try await client.caller.get("/v1/authorize?" + client.authorizeQuery())

        #expect(page.status == 200)
        #expect(!client.sandbox.settings.identities.isEmpty)
        for arn in client.sandbox.settings.identities { #expect(page.text.contains("value=\"\(arn)\"")) }
        #expect(!page.text.contains("<script"))
        #expect(!page.text.contains(client.state))
        #expect(page["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
    }

    static let deviations: [(change: [String: String?], named: String)] = [
        (["response_type": nil], "response_type"), (["response_type": "token"], "response_type"),
        (["client_id": nil], "client_id"), (["client_id": "arn:aws:signin:::devtools/other"], "client_id"),
        (["state": nil], "state"), (["state": "not-a-uuid"], "state"), (["state": ""], "state"),
        (["code_challenge_method": nil], "code_challenge_method"),
        (["code_challenge_method": "S256"], "code_challenge_method"),
        (["code_challenge_method": "sha-256"], "code_challenge_method"),
        (["scope": nil], "scope"), (["scope": "openid profile"], "scope"),
        (["redirect_uri": nil], "redirect_uri"),
        (["redirect_uri": "http://127.0.0.1:9999/oauth/callback"], "redirect_uri"),
        (["redirect_uri": "https://example.com/v1/sessions/confirmation"], "redirect_uri"),
        (["code_challenge": nil], "code_challenge"),
        (["code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM="], "code_challenge"),
        (["code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"], "code_challenge"),
        (["code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c"], "code_challenge"),
        (["prompt": "login"], "unknown parameter"),
    ]

    @Test(arguments: deviations)
    func `the sign-in page refuses a request that deviates in one parameter, and says in which`(
        change: [String: String?], named: String
    ) async throws {
        let client = try await Client.start()

        let page = try await client.caller.get("/v1/authorize?" + client.authorizeQuery(change))

        #expect(page.status == 400)
        #expect(page.text.contains(named))
    }

    @Test(arguments: ["state", "scope", "code_challenge", "redirect_uri"])
    func `the sign-in page refuses a repeated parameter, even with the same value`(name: String) async throws {
        let client = try await Client.start()
        let query = client.authorizeQuery()
        let again = query.split(separator: "&").first { $0.hasPrefix(name + "=") } ?? ""

        let page = try await client.caller.get("/v1/authorize?\(query)&\(again)")

        #expect(page.status == 400)
        #expect(page.text.contains("&#39;\(name)&#39; is repeated"))
    }

    @Test(arguments: [
        "http://127.0.0.1/oauth/callback", "http://127.0.0.1:0/oauth/callback", "http://127.0.0.1:65536/oauth/callback",
        "http://127.0.0.1:080/oauth/callback", "http://localhost:8080/oauth/callback",
        "https://127.0.0.1:8080/oauth/callback", "http://127.0.0.1:8080/callback",
        "http://127.0.0.1:8080/oauth/callback/", "http://127.0.0.1:8080/oauth/callback?a=b",
        "http://127.0.0.1:8080@example.com/oauth/callback",
    ])
    func `the sign-in page refuses a same-device callback that is not the documented one`(redirect: String) async throws
    {
        let client = try await Client.start()
        let url = client.authorizeURL(["client_id": Client.sameDevice, "redirect_uri": redirect])

        #expect(throws: SignInSandbox.Refusal.self) { try client.sandbox.signIn(at: url) }
    }

    @Test func `the sign-in page sends the browser of the same device back with code and state`() async throws {
        let client = try await Client.start()
        let callback = "http://127.0.0.1:43210/oauth/callback"
        let url = client.authorizeURL(["client_id": Client.sameDevice, "redirect_uri": callback])

        let allowed = try client.sandbox.signIn(at: url)
        let denied = try client.sandbox.deny(at: url)

        #expect(allowed.hasPrefix(callback + "?code="))
        #expect(allowed.hasSuffix("&state=" + client.state))
        #expect(denied == "\(callback)?error=access_denied&state=\(client.state)")
    }

    @Test func `the sign-in page takes the form that curl sends, and shows the text to copy once`() async throws {
        let client = try await Client.start()
        let form = [("Content-Type", "application/x-www-form-urlencoded")]
        let page = try await client.caller.get("/v1/authorize?" + client.authorizeQuery())
        let id = try #require(page.text.firstMatch(of: /name="request" value="([^"]+)"/)?.1)
        let body = "request=\(id)&identity=arn:aws:iam::123456789012:user/Alice&decision=allow"

        let allowed = try await client.caller.send("POST", "/v1/authorize", form, body: body)
        let shown = try await client.caller.get(allowed["Location"] ?? "")
        let shownAgain = try await client.caller.get(allowed["Location"] ?? "")
        let pressedAgain = try await client.caller.send("POST", "/v1/authorize", form, body: body)

        #expect(allowed.status == 303)
        let pasted = try #require(shown.text.firstMatch(of: /<pre id="code"[^>]*>([^<]+)<\/pre>/)?.1)
        let text = String(decoding: Data(base64Encoded: String(pasted)) ?? Data(), as: UTF8.self)
        #expect(text.hasPrefix("state=\(client.state)&code="))
        #expect(text.utf8.count == "state=\(client.state)&code=".utf8.count + 512)
        #expect(shownAgain.status == 400)
        #expect(pressedAgain.status == 400)
    }

    @Test(arguments: [
        "decision=allow", "decision=allow&identity=arn:aws:iam::999999999999:user/Mallory", "decision=maybe",
        "identity=arn:aws:iam::123456789012:user/Alice", "decision=deny&decision=deny", "decision=deny&more=1",
    ])
    func `the sign-in page refuses a form that the page could not have sent`(fields: String) async throws {
        let client = try await Client.start()
        let page = try await client.caller.get("/v1/authorize?" + client.authorizeQuery())
        let id = try #require(page.text.firstMatch(of: /name="request" value="([^"]+)"/)?.1)

        let answer = try await client.caller.send(
            "POST", "/v1/authorize", [("Content-Type", "application/x-www-form-urlencoded")],
            body: "request=\(id)&\(fields)")

        #expect(answer.status == 400)
    }

    @Test func `the sign-in page escapes what it shows`() async throws {
        let client = try await Client.start(.init(identities: ["arn:aws:iam::123456789012:user/<b>\"&'"]))

        let page = try await client.caller.get("/v1/authorize?" + client.authorizeQuery())
        let refused = try await client.caller.get("/v1/authorize?%3Cscript%3E=1")

        #expect(page.text.contains("user/&lt;b&gt;&quot;&amp;&#39;"))
        #expect(!page.text.contains("<b>"))
        #expect(refused.text.contains("&lt;script&gt;"))
        #expect(!refused.text.contains("<script>"))
    }

    @Test func `the sign-in page says that a sign-in across devices was denied`() async throws {
        let client = try await Client.start()

        #expect(try client.sandbox.deny(at: client.authorizeURL()) == "")
        #expect(client.sandbox.requests.map(\.status) == [200, 200])
    }
}

@Suite("the Host header")
struct HostTests {
    @Test(arguments: ["example.com", "127.0.0.1.example.com", "[::1]", "127.0.0.1:80:80"])
    func `a Host header of another name is refused on every endpoint`(host: String) async throws {
        let client = try await Client.start()
        for path in ["/v1/authorize", "/v1/token", "/v1/revoke", "/", "/control/secrets"] {
            let answer = try await client.caller.send("GET", path, [("Host", host)])
            #expect(answer.status == 400, "\(path)")
            #expect(answer.text.contains("Host header"), "\(path)")
        }
    }

    @Test func `a Host header behind a TLS proxy may be any, and makes the endpoint https`() async throws {
        let client = try await Client.start()
        let forwarded = [("Host", "us-east-1.signin.aws.amazon.com"), ("X-Forwarded-Proto", "https")]
        let confirmation = "https://us-east-1.signin.aws.amazon.com/v1/sessions/confirmation"

        let right = try await client.caller.get(
            "/v1/authorize?" + client.authorizeQuery(redirect: confirmation), headers: forwarded)
        let plain = try await client.caller.get("/v1/authorize?" + client.authorizeQuery(), headers: forwarded)
        let control = try await client.caller.get("/control/secrets", headers: forwarded)

        #expect(right.status == 200)
        #expect(plain.status == 400)
        #expect(control.status == 400)
    }
}
