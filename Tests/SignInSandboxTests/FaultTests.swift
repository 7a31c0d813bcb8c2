import Foundation
import SignInSandbox
import Testing

@Suite("faults", .timeLimit(.minutes(5)))
struct FaultTests {
    static let documented: [(SignInSandbox.ServiceError, String, String)] = [
        (.tokenExpired, "401 TOKEN_EXPIRED", "AccessDeniedException"),
        (.codeExpired, "401 AUTHCODE_EXPIRED", "AccessDeniedException"),
        (.credentialsChanged, "403 USER_CREDENTIALS_CHANGED", "AccessDeniedException"),
        (.insufficientPermissions, "403 INSUFFICIENT_PERMISSIONS", "AccessDeniedException"),
        (.invalidRequest, "400 INVALID_REQUEST", "ValidationException"),
        (.rateLimited, "429 INVALID_REQUEST", "TooManyRequestsError"),
        (.tooManyRequests, "429 TOO_MANY_REQUESTS", "TooManyRequestsError"),
        (.serverError, "500 SERVER_ERROR", "InternalServerException"),
        (.notFound, "404 RESOURCE_NOT_FOUND", "ResourceNotFoundException"),
    ]

    @Test(arguments: documented)
    func `planned faults show every documented error as often as planned, and change nothing`(
        error: SignInSandbox.ServiceError, described: String, type: String
    ) async throws {
        let client = try await Client.start()
        let body = client.redemption(of: try client.code())
        client.sandbox.fail(.error(error), on: .redeem, times: 2)

        let answers = [try await client.post(body), try await client.post(body)]
        let afterwards = try await client.post(body)

        for answer in answers {
            #expect(Failure(answer).description == described)
            #expect(answer["x-amzn-ErrorType"] == type)
        }
        #expect(afterwards.status == 200)
        #expect(client.sandbox.requests.suffix(3).map(\.fault) == [error.rawValue, error.rawValue, nil])
    }

    @Test func `planned faults before the request leave the code good, after it the code is gone`() async throws {
        let client = try await Client.start()
        let body = client.redemption(of: try client.code())
        client.sandbox.fail(.reset, on: .redeem)
        client.sandbox.fail(.resetAfterwards, on: .redeem)

        let before = try await client.post(body)
        let after = try await client.post(body)
        let third = try await client.post(body)

        #expect(before.ending == .reset)
        #expect(after.ending == .reset)
        #expect(after.body.isEmpty)
        #expect(Failure(third).description == "401 AUTHCODE_EXPIRED")
        #expect(client.sandbox.requests.suffix(3).map(\.status) == [nil, nil, 401])
    }

    @Test func `planned faults that lose a refresh's answer leave it to be had again`() async throws {
        let client = try await Client.start()
        let tokens = try await client.redeem()
        client.sandbox.fail(.truncated, on: .token)

        let cut = try await client.post(client.refreshing(tokens.refreshToken))
        let whole = try await client.post(client.refreshing(tokens.refreshToken))

        #expect(cut.body.count == whole.body.count / 2)
        #expect(cut["Content-Length"] == String(whole.body.count))
        #expect(whole.body.starts(with: cut.body))
    }

    @Test func `planned faults spoil one member, or all of them`() async throws {
        let client = try await Client.start()
        let token = try await client.redeem().refreshToken
        let faults: [SignInSandbox.Fault] = [
            .missing(member: "accessToken.sessionToken"), .replaced(member: "expiresIn", json: "100000"), .wrongTypes,
        ]
        for fault in faults { client.sandbox.fail(fault, on: .refresh) }
        var answers: [[String: Any]] = []
        for _ in faults {
            let answer = try await client.post(client.refreshing(token))
            answers.append(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:])
        }

        let keys = (answers[0]["accessToken"] as? [String: Any])?.keys.sorted()
        #expect(keys == ["accessKeyId", "secretAccessKey"])
        #expect(answers[1]["expiresIn"] as? Int == 100_000)
        #expect(answers[2]["expiresIn"] as? String == "900")
        #expect(answers[2]["accessToken"] as? String == "text")
    }

    @Test func `planned faults send what is no answer at all`() async throws {
        let client = try await Client.start()
        let faults: [SignInSandbox.Fault] = [
            .unavailable, .html, .notJSON, .redirect(to: "https://example.com/"), .escapeSequences,
        ]
        for fault in faults { client.sandbox.fail(fault, on: .refresh) }
        var answers: [Caller.Answer] = []
        for _ in faults { answers.append(try await client.post(client.refreshing("ASOR"))) }

        #expect(answers.map(\.status) == [503, 200, 200, 302, 400])
        #expect(answers[1]["Content-Type"] == "text/html")
        #expect(Failure(answers[2]).description == "200 without error")
        #expect(answers[3]["Location"] == "https://example.com/")
        #expect(answers[4].text.contains("\\u001b[2J"))
        #expect(answers[4].text.contains("\u{202e}"))
    }

    @Test func `planned faults send an answer as large as wanted, or in pieces`() async throws {
        let client = try await Client.start()
        let token = try await client.redeem().refreshToken
        client.sandbox.fail(.huge(bytes: 3_000_001), on: .refresh)
        client.sandbox.fail(.dripping(over: .milliseconds(100)), on: .refresh, delay: .milliseconds(50))

        let huge = try await client.post(client.refreshing(token))
        let began = ContinuousClock.now
        let dripped = try await client.post(client.refreshing(token))

        #expect(huge.body.count == 3_000_001)
        #expect(huge.body.last == UInt8(ascii: "\""))
        #expect(ContinuousClock.now - began >= .milliseconds(150))
        #expect(try Tokens(dripped).expiresIn == 900)
    }

    @Test func `planned faults of a hang are recorded, and end with the sandbox`() async throws {
        let client = try await Client.start()
        client.sandbox.fail(.hang, on: .authorize)
        async let answer = client.caller.get("/v1/authorize?" + client.authorizeQuery())
        while client.sandbox.requests.isEmpty {
            try Task.checkCancellation()
            await Task.yield()
        }

        let record = client.sandbox.requests[0]
        await client.sandbox.stop()

        #expect(try await answer.status == 0)
        #expect(record.status == nil)
        #expect(record.fault == "hang")
    }

    @Test(arguments: [
        ("token-refresh=server-error", SignInSandbox.Fault.error(.serverError), 1, Duration.zero),
        ("token-refresh=hang*3", .hang, 3, .zero),
        ("token-refresh=none@1.5", .none, 1, .milliseconds(1500)),
        ("token-refresh=huge:1000*2@3", .huge(bytes: 1000), 2, .seconds(3)),
        ("token-refresh=replace:expiresIn=0", .replaced(member: "expiresIn", json: "0"), 1, .zero),
        ("token-refresh=missing:accessToken.sessionToken", .missing(member: "accessToken.sessionToken"), 1, .zero),
        ("token-refresh=redirect:http://127.0.0.1:1/x", .redirect(to: "http://127.0.0.1:1/x"), 1, .zero),
    ])
    func `planned faults can be written down`(text: String, fault: SignInSandbox.Fault, times: Int, delay: Duration) {
        let planned = SignInSandbox.PlannedFault(text)

        #expect(planned == SignInSandbox.PlannedFault(fault, on: .refresh, times: times, delay: delay))
    }

    @Test(arguments: [
        "", "hang", "nothing=hang", "sts=", "sts=hang*", "sts=hang*0", "sts=hang*1.5", "sts=hang@x", "sts=hang:1",
        "sts=replace:a", "sts=replace:a={", "sts=huge:x", "sts=drip:-1",
    ])
    func `planned faults that cannot be read are refused`(text: String) {
        #expect(SignInSandbox.PlannedFault(text) == nil)
    }
}
