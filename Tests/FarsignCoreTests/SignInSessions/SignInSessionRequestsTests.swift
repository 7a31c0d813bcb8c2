import Session
import SessionTestSupport
import SignIn
import Testing
import Text

@testable import FarsignCore

@Suite("requests about sign-in sessions")
struct SignInSessionRequestsTests {
    private func requests() throws -> SignInSessionRequests {
        SignInSessionRequests(
            at: try Fixtures.endpoint(), credentials: try Sample.credentials(), caBundle: "/etc/ca.pem")
    }

    private func body(_ request: HTTPRequest) -> String { String(decoding: request.body.reveal(), as: UTF8.self) }

    @Test func `requests go to the control plane of the region, signed`() throws {
        let request = try requests().list(principal: nil, after: nil)

        #expect(request.url == "https://signin.eu-central-1.api.aws/list-sessions")
        #expect(request.signature?.service == "signin")
        #expect(request.signature?.region.name == "eu-central-1")
        #expect(request.caBundle == "/etc/ca.pem")
        #expect(body(request) == #"{"maxResults":100,"status":"ACTIVE"}"#)
    }

    @Test(arguments: ["aws", "aws-us-gov"])
    func `requests about an account name it in its partition`(partition: String) throws {
        let arn = try #require(SessionARN("arn:\(partition):sts::123456789012:assumed-role/Role/name"))
        let session = try #require(SignInSessionARN("arn:aws:signin:us-east-1:123456789012:session/1"))
        let principal = SignInPrincipal(accountOf: arn)
        let all = "\"principalArn\":\"arn:\(partition):iam::123456789012:*\""

        #expect(body(try requests().list(principal: principal, after: "a")).contains("\"nextToken\":\"a\",\(all)"))
        #expect(body(try requests().details(of: session, principal: principal)).contains(all))
        #expect(body(try requests().revoke([session], principal: principal)).contains(all))
    }

    @Test func `a token is inspected in a limited time`() throws {
        let request = try Introspection.http(
            try Fixtures.tokens(), at: try Fixtures.endpoint(), credentials: try Sample.credentials(), caBundle: nil,
            timeout: .seconds(2))

        #expect(request.url == "https://eu-central-1.oauth.signin.aws/v1/introspect?x-amz-client-auth-method=iam")
        #expect(request.timeout == .seconds(2))
        #expect(body(request) == "{\"token\":\"\(Fixtures.refreshToken)\",\"token_type_hint\":\"refresh_token\"}")
    }
}
