import Foundation
import Session
import SessionTestSupport
import SignIn
import TestSupport
import Testing
import Text

@testable import FarsignCore

@Suite("Replies of the token endpoint")
struct TokenReplyTests {
    private static func idToken(_ claims: String) -> String {
        "eyJhbGciOiJFUzM4NCJ9." + Array(claims.utf8).base64URL + ".c2ln"
    }

    private static let members: [JSONName: JSONValue] = [
        "accessToken": .object([
            "accessKeyId": .string("ASIAIOSFODNN7EXAMPLE"), "secretAccessKey": .string(Sample.secretKey),
            "sessionToken": .string(Sample.sessionToken),
        ]),
        "tokenType": .string("aws_sigv4"), "expiresIn": .integer(900), "refreshToken": .string("ASOR-new"),
        "idToken": .string(idToken("{\"sub\":\"\(Fixtures.arn)\"}")), "somethingNew": .bool(true),
    ]

    private func reply(_ members: [JSONName: JSONValue], status: Int = 200) throws(ServiceError) -> TokenReply {
        let now = Fixtures.now.addingTimeInterval(0.75)
        return try TokenReply(Fixtures.response(status, JSONValue.object(members).canonical), now: now)
    }

    private func session(_ reply: TokenReply) throws -> LoginSession {
        let request = TokenRequest(refreshing: try Fixtures.tokens(), at: try Fixtures.endpoint())
        return try LoginSession(reply, request: request, region: try Region("us-east-1"))
    }

    @Test func `a reply becomes a session`() throws {
        let session = try session(try reply(Self.members))
        #expect(session.arn.text == Fixtures.arn)
        #expect(session.tokens.credentials.accessKeyID == "ASIAIOSFODNN7EXAMPLE")
        #expect(session.tokens.credentials.secretAccessKey.reveal() == Sample.secretKey)
        #expect(session.tokens.credentials.sessionToken.reveal() == Sample.sessionToken)
        #expect(session.tokens.credentials.account == "123456789012")
        #expect(session.tokens.credentials.expiresAt == Fixtures.now.addingTimeInterval(900))
        #expect(session.tokens.refreshToken.reveal() == "ASOR-new")
        #expect(session.tokens.tokenType == "aws_sigv4")
        #expect(session.tokens.signInRegion?.name == "us-east-1")
        #expect(session.tokens.clientID == "arn:aws:signin:::devtools/cross-device")
        #expect(session.tokens.idToken?.reveal() == Self.members["idToken"]?.text)
    }

    @Test func `a refresh keeps what its reply does not hold`() throws {
        var members = Self.members
        members["idToken"] = .null
        members["expiresIn"] = .integer(1)
        let tokens = try reply(members).refreshed(try Fixtures.tokens(), account: "999999999999")
        #expect(tokens.idToken?.reveal() == "a.b.c")
        #expect(tokens.credentials.account == "123456789012")
        #expect(tokens.credentials.expiresAt == Fixtures.now.addingTimeInterval(1))
        #expect(tokens.refreshToken.reveal() == "ASOR-new")
        #expect(tokens.otherMembers.reveal()["theirs"] != nil)

        var old = try Fixtures.tokens()
        old.credentials = try Sample.credentials(account: nil)
        let renewed = try reply(Self.members).refreshed(old, account: "999999999999")
        #expect(renewed.credentials.account == "999999999999")
        #expect(renewed.idToken?.reveal() == Self.members["idToken"]?.text)
    }

    @Test func `a refresh leaves the key in SEC1, whatever form an AWS tool had written`() throws {
        var old = try Fixtures.tokens()
        old.dpopKey = try #require(DPoPKey(pem: try Vectors.text("keys/p256-pkcs8.pem")))
        let new = try reply(Self.members).refreshed(old, account: "123456789012")
        #expect(try new.dpopKey.pem.reveal() == Vectors.text("keys/p256-sec1.pem"))
    }

    @Test(arguments: [
        "accessToken", "accessToken.accessKeyId", "accessToken.secretAccessKey", "accessToken.sessionToken",
        "expiresIn", "refreshToken",
    ])
    func `a missing or wrong member makes it no reply`(_ path: String) throws {
        let wrong: [JSONValue?] = [
            nil, .null, .bool(true), .integer(7_000), .array([]), .string(""), .string("a\u{1B}b"), .string("a b"),
            .string("ü"), .string(String(repeating: "x", count: 20_000)),
        ]
        let names = path.split(separator: ".").map { JSONName(String($0)) }
        for value in wrong {
            var members = Self.members
            if names.count == 1 {
                members[names[0]] = value
            } else if case .object(var inner) = members["accessToken"] {
                inner[names[1]] = value
                members["accessToken"] = .object(inner)
            }
            let error = #expect(throws: ServiceError.self) { try reply(members) }
            #expect(error?.code == .badReply, "\(String(describing: value))")
            #expect(error?.summary.contains("\u{1B}") == false)
        }
    }

    @Test func `a reply may leave out the one token type, and name no other`() throws {
        for good in [nil, JSONValue.null, .string("aws_sigv4")] {
            var members = Self.members
            members["tokenType"] = good
            #expect(try session(try reply(members)).tokens.tokenType == "aws_sigv4")
        }
        for other in [JSONValue.string(""), .string("Bearer"), .string("AWS_SIGV4"), .integer(1), .array([])] {
            let error = #expect(throws: ServiceError.self) {
                try reply(Self.members.merging(["tokenType": other]) { $1 })
            }
            #expect(error?.code == .badReply)
        }
    }

    @Test(arguments: [0, -1, 901, 3_600])
    func `a lifetime that the service never gives is refused`(_ seconds: Int) throws {
        let members = Self.members.merging(["expiresIn": .integer(seconds)]) { $1 }
        #expect(throws: ServiceError.self) { try reply(members) }
    }

    @Test func `the limits of the tokens are those of the service`() throws {
        for (name, limit) in [("refreshToken", 12_288), ("idToken", 4_096)] as [(JSONName, Int)] {
            let text = String(repeating: "x", count: limit)
            _ = try reply(Self.members.merging([name: .string(text)]) { $1 })
            #expect(throws: ServiceError.self) { try reply(Self.members.merging([name: .string(text + "x")]) { $1 }) }
        }
    }

    @Test func `keys that a shell would obey are refused`() throws {
        for sign in ["$(id)", "`id`", "a;b", "a\"b", "a'b", "a&b", "a%b", "a\\b", "a|b"] {
            var members = Self.members
            members["accessToken"] = .object([
                "accessKeyId": .string("A"), "secretAccessKey": .string(sign), "sessionToken": .string("T"),
            ])
            #expect(throws: ServiceError.self) { try reply(members) }
        }
    }

    @Test(arguments: ["", "[]", "null", "\"x\"", "{", "<html></html>", "{\"accessToken\":", "\u{FEFF}{}"])
    func `what is no JSON object is no reply`(_ body: String) throws {
        let error = #expect(throws: ServiceError.self) {
            try TokenReply(Fixtures.response(200, body), now: Fixtures.now)
        }
        #expect(error?.code == .badReply)
    }

    @Test(arguments: [201, 204, 302, 307])
    func `another status than 200 grants nothing, whatever the body`(_ status: Int) throws {
        let error = #expect(throws: ServiceError.self) { try reply(Self.members, status: status) }
        #expect(error?.code == .badReply)
    }

    static let badIDTokens: [String] = [
        "a.b", "a.b.c", "a.b.c.d", ".!.", idToken("[]"), idToken("{}"), idToken("{\"sub\":7}"),
        idToken("{\"sub\":\"alice\"}"), idToken("{\"sub\":\"arn:aws:iam::12345678901:user/A\"}"),
        "x." + Array("{\"sub\":\"\(Fixtures.arn)\"}".utf8).base64URL,
        idToken("{\"sub\":\"\(Fixtures.arn)\"}") + ".d",
    ]

    @Test(arguments: badIDTokens)
    func `an id token without a session is refused at sign-in`(_ token: String) throws {
        let granted = try reply(Self.members.merging(["idToken": .string(token)]) { $1 })
        let error = #expect(throws: ServiceError.self) { try session(granted) }
        #expect(error?.code == .badReply)
    }

    @Test func `a redemption without an id token is refused`() throws {
        var members = Self.members
        members["idToken"] = nil
        let granted = try reply(members)
        #expect(throws: ServiceError.self) { try session(granted) }
    }
}
