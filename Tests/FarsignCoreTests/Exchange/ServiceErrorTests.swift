import Foundation
import Session
import SignIn
import Testing
import Text

@testable import FarsignCore

@Suite("What the service refuses")
struct ServiceErrorTests {
    private func error(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> ServiceError {
        ServiceError(Fixtures.response(status, body, headers: headers), now: Fixtures.now)
    }

    private func json(_ error: String, _ message: String = "Sorry") -> String {
        JSONValue.object(["error": .string(error), "message": .string(message)]).canonical
    }

    @Test(
        arguments: [
            (401, "TOKEN_EXPIRED", .sessionOver, "the session is over"),
            (401, "token_expired", .sessionOver, "the session is over"),
            (401, "AUTHCODE_EXPIRED", .codeExpired, "the code was already used or has expired"),
            (401, "Authcode_Expired", .codeExpired, "the code was already used or has expired"),
            (403, "USER_CREDENTIALS_CHANGED", .credentialsChanged, "the password of this identity changed"),
            (
                400, "INVALID_REQUEST", .requestRefused,
                "the sign-in service refused the request with INVALID_REQUEST: Sorry"
            ),
            (
                400, "invalid_request", .requestRefused,
                "the sign-in service refused the request with INVALID_REQUEST: Sorry"
            ),
            (401, "SOMETHING", .requestRefused, "the sign-in service refused the request with SOMETHING: Sorry"),
            (429, "INVALID_REQUEST", .serviceUnavailable, "the sign-in service is busy: status 429"),
            (429, "TOKEN_EXPIRED", .serviceUnavailable, "the sign-in service is busy: status 429"),
            (500, "INTERNAL", .serviceUnavailable, "the sign-in service is failing: status 500"),
            (503, "TOKEN_EXPIRED", .serviceUnavailable, "the sign-in service is failing: status 503"),
            (404, "NOT_FOUND", .badReply, "the sign-in service answered with the unexpected status 404"),
            (302, "x", .badReply, "the sign-in service answered with the unexpected status 302"),
        ] as [(Int, String, ServiceError.Code, String)])
    func `the status decides first, then the error without regard to case`(
        _ status: Int, _ name: String, _ code: ServiceError.Code, _ summary: String
    ) {
        let error = error(status, json(name))
        #expect(error.code == code)
        #expect(error.summary == summary)
        #expect(error.hint != nil)
        #expect(error.endsSession == [.sessionOver, .credentialsChanged].contains(code))
    }

    @Test func `a missing permission is named`() {
        let error = error(403, json("INSUFFICIENT_PERMISSIONS"))
        #expect(error.code == .permissionMissing)
        for part in ["signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token"] {
            #expect(error.summary.contains(part))
        }
        #expect(error.hint?.contains("SignInLocalDevelopmentAccess") == true)
    }

    @Test(
        arguments: [
            (500, "<html><h1>Oops</h1></html>", .serviceUnavailable), (502, "", .serviceUnavailable),
            (400, "<html>", .badReply), (401, "", .badReply), (403, "no", .badReply), (400, "{}", .badReply),
            (429, "slow down", .serviceUnavailable),
        ] as [(Int, String, ServiceError.Code)])
    func `a body that is no JSON says nothing`(_ status: Int, _ body: String, _ code: ServiceError.Code) {
        let error = error(status, body)
        #expect(error.code == code)
        #expect(!error.summary.contains("<"))
    }

    @Test(arguments: ["x-amzn-requestid", "x-amz-request-id"])
    func `a busy or failing service is named with the request's id`(_ header: String) {
        for status in [429, 500] {
            let error = error(status, "", [header: "0f5e\u{1B}[31m"])
            #expect(error.requestID == "0f5e\\u{1b}[31m")
            #expect(error.summary.hasSuffix(" (request 0f5e\\u{1b}[31m)"))
        }
    }

    /// The clock of the tests stands at 2026-01-02T03:04:05Z.
    @Test(
        arguments: [
            ("Fri, 02 Jan 2026 03:04:05 GMT", nil), ("Fri, 02 Jan 2026 03:03:05 GMT", nil),
            ("Fri, 02 Jan 2026 03:05:05 GMT", nil), ("Fri, 02 Jan 2026 03:03:04 GMT", 61),
            ("Fri, 02 Jan 2026 03:05:06 GMT", -61), ("Thu, 01 Jan 2026 03:04:05 GMT", 86_400), ("yesterday", nil),
        ] as [(String, Int?)])
    func `a refusal that the clock explains says so`(_ date: String, _ seconds: Int?) {
        let error = error(400, json("INVALID_REQUEST"), ["date": date])
        #expect(error.clockAhead == seconds.map { .seconds($0) })
        guard let seconds else {
            #expect(error.hint == "start again with 'farsign login'")
            return
        }
        let side = seconds > 0 ? "ahead of" : "behind"
        #expect(error.hint == "the clock of this machine is \(abs(seconds)) s \(side) the service's: set it")
    }

    @Test func `the clock explains nothing that has another reason`() {
        let date = ["date": "Thu, 01 Jan 2026 03:04:05 GMT"]
        #expect(error(401, json("TOKEN_EXPIRED"), date).clockAhead == nil)
        #expect(error(500, json("INVALID_REQUEST"), date).clockAhead == nil)
    }

    @Test func `escape sequences of the service are shown, never obeyed`() {
        let error = error(400, json("IN\u{1B}VALID", "\u{1B}]0;gotcha\u{07}\u{202E}\nfarsign: error: \u{9B}2J"))
        #expect(error.summary == error.summary.shown)
        #expect(error.summary.contains("\\u{1b}]0;gotcha\\u{7}\\u{202e}\\nfarsign: error: \\u{9b}2J"))
    }

    @Test func `a very long message is cut`() {
        #expect(error(400, json("X", String(repeating: "y", count: 100_000))).summary.count < 500)
    }
}
