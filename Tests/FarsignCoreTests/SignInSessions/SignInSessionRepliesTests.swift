import Foundation
import Session
import SignIn
import Testing
import Text

@testable import FarsignCore

@Suite("replies about sign-in sessions")
struct SignInSessionRepliesTests {
    private static let arn = "arn:aws:signin:us-east-1:123456789012:session/1"
    private static let item: String =
        #"{"sessionArn":"\#(arn)","principalArn":"arn:aws:iam::123456789012:user/Alice","issuedAt":1767323045,"#
        + #""expiresAt":1767366245}"#

    private func page(_ body: String) throws(ServiceError) -> SignInSessionPage {
        try SignInSessionPage(Fixtures.response(200, body), now: Fixtures.now)
    }

    private func arn(_ name: String) throws -> SignInSessionARN {
        try #require(SignInSessionARN("arn:aws:signin:us-east-1:123456789012:session/\(name)"))
    }

    @Test func `a page has sessions, of which only four members are required`() throws {
        let page = try page("{\"items\":[\(Self.item)],\"nextToken\":\"abc=\"}")
        let session = try #require(page.sessions.first)

        #expect(session.arn.text == Self.arn)
        #expect(session.issuedAt == Fixtures.now)
        #expect(session.expiresAt == Fixtures.now + 43_200)
        #expect(session.clientType == nil)
        #expect(session.lastUsedAt == nil)
        #expect(page.next == "abc=")
    }

    @Test(arguments: ["{\"items\":[]}", "{\"items\":[],\"nextToken\":null}", "{\"items\":[],\"nextToken\":\"\"}"])
    func `the last page has no token`(body: String) throws {
        #expect(try page(body).next == nil)
    }

    @Test(arguments: [
        "", "[]", "{}", "{\"items\":{}}", "{\"items\":[1]}", "{\"items\":[{}]}", "{\"items\":[],\"nextToken\":1}",
        "{\"items\":[],\"nextToken\":\"\\u0000\"}",
        "{\"items\":[],\"nextToken\":\"" + String(repeating: "a", count: 2_049) + "\"}",
        "{\"items\":[" + item.replacing("1767323045", with: "\"now\"") + "]}",
        "{\"items\":[" + item.replacing("session/1", with: "session/\\u001b[2J") + "]}",
        "{\"items\":[" + Array(repeating: item, count: 101).joined(separator: ",") + "]}",
    ])
    func `any other page is an invalid reply`(body: String) {
        let error = #expect(throws: ServiceError.self) { try page(body) }
        #expect(error?.code == .badReply)
    }

    @Test func `a time of any size is a time, and a long text is cut`() throws {
        let body = Self.item.replacing("1767323045", with: "1e300")
            .replacing("user/Alice", with: String(repeating: "\u{301}", count: 100_000))
        let session = try #require(try page("{\"items\":[\(body)]}").sessions.first)

        #expect(RFC3339.seconds(session.issuedAt) == "9999-12-31T23:59:59Z")
        #expect(session.principal.unicodeScalars.count == 2_048)
    }

    @Test func `a batch says which sessions were revoked, and why others were not`() throws {
        let (one, two, three) = (try arn("1"), try arn("2"), try arn("3"))
        let body = """
            {"revokedSessions":[{"sessionArn":"\(one)"},{"sessionArn":"\(try arn("9"))"}],
            "errors":[{"sessionArn":"\(two)","code":"ResourceNotFoundException","message":"none"},
            {"sessionArn":"\(three)","code":"Odd\\u001b[2J","message":"\\u202e"}]}
            """
        let result = try RevokedSessions(Fixtures.response(200, body), of: [one, two, three], now: Fixtures.now)

        #expect(result.revoked == [one])
        #expect(result.failures[two]?.code == .sessionNotFound)
        #expect(result.failures[three]?.code == .requestRefused)
        #expect(result.failures[three]?.summary == "AWS did not revoke \(three): Odd\\u{1b}[2J: \\u{202e}")
    }

    @Test func `a session of which a batch says nothing does not count as revoked`() throws {
        let one = try arn("1")
        let result = try RevokedSessions(
            Fixtures.response(200, "{\"revokedSessions\":[],\"errors\":[]}"), of: [one], now: Fixtures.now)

        #expect(result.revoked == [])
        #expect(result.failures[one]?.code == .badReply)
    }

    @Test func `a token that is not active has no session, and an active one must have it`() throws {
        func session(_ body: String) throws(ServiceError) -> SignInSessionARN? {
            try Introspection.session(Fixtures.response(200, body), now: Fixtures.now)
        }

        #expect(try session("{\"active\":false}") == nil)
        #expect(try session("{\"active\":true,\"signin_session\":\"\(Self.arn)\"}")?.text == Self.arn)
        for body in ["{\"active\":true}", "{\"active\":true,\"signin_session\":\"arn:aws:iam::1:x\"}", "true"] {
            #expect(throws: ServiceError.self) { try session(body) }
        }
    }

    @Test func `a policy denies everything to the sessions' credentials`() throws {
        let policy = DenyPolicy.json(for: [try arn("1"), try arn("2")])

        #expect(
            policy.canonical
                == #"{"Statement":[{"Action":"*","Condition":{"StringEquals":{"aws:SignInSessionArn":["#
                + #""arn:aws:signin:us-east-1:123456789012:session/1","arn:aws:signin:us-east-1:123456789012:session/2""#
                + #"]}},"Effect":"Deny","Resource":"*"}],"Version":"2012-10-17"}"#)
    }

    @Test(
        arguments: [
            (403, "INSUFFICIENT_PERMISSIONS", "AccessDeniedException", .permissionMissing),
            (400, "INSUFFICIENT_PERMISSIONS", "", .permissionMissing),
            (403, nil, "AccessDeniedException:http://internal/", .permissionMissing),
            (403, "SignatureDoesNotMatch", "AccessDeniedException", .requestRefused),
            (403, nil, "InvalidSignatureException", .requestRefused),
            (404, "RESOURCE_NOT_FOUND", "ResourceNotFoundException", .sessionNotFound),
            (404, nil, "ResourceNotFoundException", .sessionNotFound),
            (401, "TOKEN_EXPIRED", "AccessDeniedException", .sessionOver),
            (400, "INVALID_REQUEST", "ValidationException", .requestRefused),
            (429, "rate_exceeded", "TooManyRequestsError", .serviceUnavailable),
            (500, "server_error", "InternalServerException", .serviceUnavailable), (404, nil, "", .badReply),
        ] as [(Int, String?, String, ServiceError.Code)])
    func `an error of a signed request is its own, and a missing permission is the action's`(
        status: Int, name: String?, type: String, code: ServiceError.Code
    ) {
        let body = JSONValue.object(["error": JSONValue(name), "message": .string("Sorry\u{1B}")]).canonical
        let response = Fixtures.response(status, body, headers: type.isEmpty ? [:] : ["x-amzn-errortype": type])
        let error = ServiceError(response, of: .listSessions, now: Fixtures.now)

        #expect(error.code == code)
        #expect(error.summary == error.summary.shown)
        if code == .permissionMissing {
            #expect(error.summary == "this identity is not allowed to perform signin:ListSessions")
            #expect(error.hint?.contains("signin:ListSessions") == true)
        }
    }

    @Test func `a signature that the clock explains says so`() {
        let headers = ["date": "Fri, 02 Jan 2026 04:04:05 GMT"]
        let response = Fixtures.response(403, "{\"error\":\"SignatureDoesNotMatch\"}", headers: headers)
        let error = ServiceError(response, of: .listSessions, now: Fixtures.now)

        #expect(error.hint == "the clock of this machine is 3600 s behind the service's: set it")
    }
}
