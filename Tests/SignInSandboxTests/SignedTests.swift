import Foundation
import NIOHTTP1
import Testing

@testable import SignInSandbox

@Suite("signed requests")
struct SignedTests {
    static let form = "application/x-www-form-urlencoded; charset=utf-8"
    static let whoAmI = "Action=GetCallerIdentity&Version=2011-06-15"

    func identity(_ client: Client, _ signer: Signer) async throws -> Caller.Answer {
        let headers = signer.headers(
            "POST", "/", body: Self.whoAmI, host: client.caller.host, contentType: Self.form)
        return try await client.caller.send("POST", "/", headers, body: Self.whoAmI)
    }

    func revoke(_ client: Client, _ token: String, _ signer: Signer) async throws -> Caller.Answer {
        let query = "x-amz-client-auth-method=iam"
        let body = "{\"token\":\"\(token)\"}"
        let headers = signer.headers(
            "POST", "/v1/revoke", query: query, body: body, host: client.caller.host, contentType: "application/json")
        return try await client.caller.send("POST", "/v1/revoke?\(query)", headers, body: body)
    }

    /// From the AWS Signature Version 4 test suite: get-vanilla and get-vanilla-query-order-key-case.
    @Test(arguments: [
        ("/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    ])
    func `signed requests of the AWS test suite verify`(target: String, signature: String) throws {
        let credential = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request"
        let header = "AWS4-HMAC-SHA256 Credential=\(credential), SignedHeaders=host;x-amz-date, Signature=\(signature)"
        let request = Request(
            method: "GET", target: target,
            headers: [
                "Host": "example.amazonaws.com", "X-Amz-Date": "20150830T123600Z", "Authorization": header,
            ], source: "test")
        let identity = try #require(Identity(arn: "arn:aws:iam::123456789012:user/Alice"))
        let now = try #require(HTTPDate.compact("20150830T123601Z"))
        let issued = IssuedCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: "",
            identity: identity, expires: now)

        try SignatureV4(request).verify(request, with: issued, service: "service", now: now)
    }

    @Test func `signed requests learn who signed in`() async throws {
        let client = try await Client.start()
        let arn = "arn:aws:sts::123456789012:assumed-role/Admin/bob"
        let tokens = try await client.redeem(as: arn)

        let answer = try await identity(client, Signer(tokens, service: "sts"))

        #expect(answer.status == 200)
        #expect(answer["Content-Type"] == "text/xml")
        #expect(answer.text.contains("<Arn>\(arn)</Arn>"))
        #expect(answer.text.contains("<Account>123456789012</Account>"))
        #expect(answer.text.contains(":bob</UserId>"))
    }

    @Test func `signed requests can ask by GET, and below /sts`() async throws {
        let client = try await Client.start()
        let signer = Signer(try await client.redeem(), service: "sts")
        let headers = signer.headers(
            "GET", "/sts", query: Self.whoAmI, body: "", host: client.caller.host, contentType: Self.form)

        let answer = try await client.caller.get("/sts?" + Self.whoAmI, headers: headers)

        #expect(answer.text.contains("<Arn>arn:aws:iam::123456789012:user/Alice</Arn>"))
    }

    struct Deviation: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let error: String
        let change: @Sendable (inout Signer) -> Void

        init(_ name: String, _ error: String, _ change: @escaping @Sendable (inout Signer) -> Void) {
            testDescription = name
            self.error = error
            self.change = change
        }
    }

    static let deviations = [
        Deviation("another secret", "SignatureDoesNotMatch") { $0.secret = "secret" },
        Deviation("an unknown key", "InvalidClientTokenId") { $0.accessKeyID = "ASIAUNKNOWN" },
        Deviation("no session token", "InvalidClientTokenId") { $0.sessionToken = nil },
        Deviation("another session token", "InvalidClientTokenId") { $0.sessionToken = "token" },
        Deviation("another service", "SignatureDoesNotMatch") { $0.service = "s3" },
        Deviation("six minutes old", "SignatureDoesNotMatch") { $0.date = Client.now - 360 },
        Deviation("six minutes ahead", "SignatureDoesNotMatch") { $0.date = Client.now + 360 },
        Deviation("the host unsigned", "SignatureDoesNotMatch") { $0.leavesOut = ["host"] },
        Deviation("the session token unsigned", "SignatureDoesNotMatch") { $0.leavesOut = ["x-amz-security-token"] },
    ]

    @Test(arguments: deviations)
    func `signed requests are refused for one deviation, by STS in XML and by revoke in JSON`(deviation: Deviation)
        async throws
    {
        let client = try await Client.start()
        let tokens = try await client.redeem()
        var toSTS = Signer(tokens, service: "sts")
        var toSignIn = Signer(tokens, service: "signin")
        deviation.change(&toSTS)
        deviation.change(&toSignIn)

        let identity = try await identity(client, toSTS)
        let revocation = try await revoke(client, tokens.refreshToken, toSignIn)
        let refresh = try await client.post(client.refreshing(tokens.refreshToken))

        #expect(identity.status == 403)
        #expect(identity.text.contains("<Code>\(deviation.error)</Code>"))
        #expect(Failure(revocation).description == "403 \(deviation.error)")
        #expect(refresh.status == 200)
    }

    @Test func `signed requests are refused when anything of the request differs from what was signed`() async throws {
        let client = try await Client.start()
        let signer = Signer(try await client.redeem(), service: "sts")
        let headers = signer.headers("POST", "/", body: "other", host: client.caller.host, contentType: Self.form)
        let declared = headers + [("x-amz-content-sha256", "UNSIGNED-PAYLOAD")]

        let body = try await client.caller.send("POST", "/", headers, body: Self.whoAmI)
        let path = try await client.caller.send("POST", "/sts", headers, body: "other")
        let query = try await client.caller.send("POST", "/?a=b", headers, body: "other")
        let unsigned = try await client.caller.send("POST", "/", declared, body: "other")
        let none = try await client.caller.send("POST", "/", [("Content-Type", Self.form)], body: Self.whoAmI)

        for answer in [body, path, query, unsigned] {
            #expect(answer.text.contains("<Code>SignatureDoesNotMatch</Code>"))
        }
        #expect(none.text.contains("<Code>MissingAuthenticationToken</Code>"))
    }

    @Test func `signed requests are refused with expired credentials`() async throws {
        let client = try await Client.start()
        var signer = Signer(try await client.redeem(), service: "sts")
        client.sandbox.update { $0.clockOffset = .seconds(901) }
        signer.date = Client.now + 901

        let answer = try await identity(client, signer)

        #expect(answer.status == 403)
        #expect(answer.text.contains("<Code>ExpiredToken</Code>"))
    }

    @Test func `signed requests revoke the whole chain, and nothing else`() async throws {
        let client = try await Client.start()
        let first = try await client.redeem()
        let other = try await client.redeem()
        let second = try await client.refresh(first.refreshToken)

        let answer = try await revoke(client, first.refreshToken, Signer(second, service: "signin"))
        let old = try await client.post(client.refreshing(first.refreshToken))
        let current = try await client.post(client.refreshing(second.refreshToken))
        let unharmed = try await client.post(client.refreshing(other.refreshToken))

        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(Failure(old).description == "401 TOKEN_EXPIRED")
        #expect(Failure(current).description == "401 TOKEN_EXPIRED")
        #expect(unharmed.status == 200)
    }

    @Test func `signed requests cannot revoke somebody else's session`() async throws {
        let client = try await Client.start()
        let alice = try await client.redeem()
        let bob = try await client.redeem(as: "arn:aws:sts::123456789012:assumed-role/Admin/bob")

        let answer = try await revoke(client, alice.refreshToken, Signer(bob, service: "signin"))

        #expect(answer.status == 403)
        #expect(try await client.refresh(alice.refreshToken).tokenType == "aws_sigv4")
    }
}
