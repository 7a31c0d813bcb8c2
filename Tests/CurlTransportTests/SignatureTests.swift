import Crypto
import CurlTransport
import FarsignCore
import Foundation
import Session
import SignIn
import Synchronization
import Testing
import Text

@Suite("the signature of a request")
struct SignatureTests {
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let token = "IQoJb3JpZ2luX2VjEJv//////////wEaCXVzLWVhc3QtMSJHMEUCIQ+/=="

    @Test func `a signature is what the SigV4 specification computes, session token and body included`() throws {
        let request = try captured(body: #"{"token":"ASORexample"}"#)
        let authorization = try #require(request.header("authorization"))
        let date = try #require(request.header("x-amz-date"))
        let scope = "\(date.prefix(8))/ap-northeast-1/signin/aws4_request"
        let names = try #require(authorization.firstMatch(of: /SignedHeaders=([^,]+)/)).1

        #expect(names.split(separator: ";").contains("x-amz-security-token"))
        #expect(names.split(separator: ";").contains("host"))
        #expect(request.header("x-amz-security-token") == Self.token)
        #expect(
            authorization == "AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/\(scope), SignedHeaders=\(names), "
                + "Signature=\(try signature(of: request, names: names, date: date, scope: scope))")
    }

    /// The signature that a request with these bytes must carry: the five
    /// steps of the SigV4 specification, from what came over the wire.
    private func signature(
        of request: CapturedRequest, names: Substring, date: String, scope: String
    ) throws -> String {
        let target = try #require(request.lines.first).split(separator: " ")[1].split(separator: "?")
        var canonical = ["POST", String(target[0]), String(target[1])]
        for name in names.split(separator: ";") {
            canonical.append("\(name):\(try #require(request.header(String(name))))")
        }
        canonical += ["", String(names), hex(SHA256.hash(data: request.body))]
        let digest = hex(SHA256.hash(data: Data(canonical.joined(separator: "\n").utf8)))
        let text = ["AWS4-HMAC-SHA256", date, scope, digest].joined(separator: "\n")
        let key = scope.split(separator: "/").reduce(Data("AWS4\(Self.secret)".utf8)) { key, part in
            Data(HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: SymmetricKey(data: key)))
        }
        return hex(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }

    private func captured(body: String) throws -> CapturedRequest {
        let seen = Mutex<CapturedRequest?>(nil)
        return try LoopbackServer.run { client in
            let request = client.readRequest()
            seen.withLock { $0 = request }
            client.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        } _: { server in
            let credentials = SigningCredentials(
                accessKeyID: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(Self.secret),
                sessionToken: Secret(Self.token))
            let signature = HTTPRequest.Signature(
                credentials: credentials, region: try Region("ap-northeast-1"), service: "signin")
            _ = try transport.send(
                HTTPRequest(
                    url: "http://127.0.0.1:\(server.port)/v1/revoke?x-amz-client-auth-method=iam",
                    headers: [("Content-Type", "application/json")], body: Secret(Array(body.utf8)),
                    signature: signature))
            return try #require(seen.withLock { $0 })
        }
    }

    private func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
