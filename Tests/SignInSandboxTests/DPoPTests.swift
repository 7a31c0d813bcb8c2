import Crypto
import Foundation
import SignInSandbox
import Testing

@Suite("the DPoP proof")
struct DPoPTests {
    struct Deviation: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let proof: Proof

        init(_ name: String, _ change: (inout Proof) -> Void) {
            testDescription = name
            var proof = Proof()
            change(&proof)
            self.proof = proof
        }
    }

    static let deviations = [
        Deviation("typ is JWT") { $0.header["typ"] = "JWT" },
        Deviation("no typ") { $0.header["typ"] = NSNull() },
        Deviation("alg is none") { $0.header["alg"] = "none" },
        Deviation("alg is ES384") { $0.header["alg"] = "ES384" },
        Deviation("another member in the header") { $0.header["kid"] = "1" },
        Deviation("the private key in the header") { $0.key["d"] = "AAAA" },
        Deviation("kty is RSA") { $0.key["kty"] = "RSA" },
        Deviation("crv is P-384") { $0.key["crv"] = "P-384" },
        Deviation("no y") { $0.key["y"] = NSNull() },
        Deviation("x of 31 bytes") { $0.key["x"] = Proof.base64URL(Data(repeating: 1, count: 31)) },
        Deviation("x of 33 bytes") { $0.key["x"] = Proof.base64URL(Data(repeating: 0, count: 33)) },
        Deviation("the right point, cut in the wrong place") { $0.split = 31 },
        Deviation("x with padding") { $0.key["x"] = Data(repeating: 1, count: 32).base64EncodedString() },
        Deviation("not on the curve") { $0.key["x"] = Proof.base64URL(Data(repeating: 1, count: 32)) },
        Deviation("a signature in DER") { $0.sign = { try $0.signature(for: $1).derRepresentation } },
        Deviation("a signature of zeros") { $0.sign = { _, _ in Data(count: 64) } },
        Deviation("a signature of something else") {
            $0.sign = { try $0.signature(for: $1 + Data([0])).rawRepresentation }
        },
        Deviation("a signature of another key") {
            $0.sign = { try Client.foreign.signature(for: $1).rawRepresentation }
        },
        Deviation("htm is GET") { $0.payload["htm"] = "GET" },
        Deviation("htm in lower case") { $0.payload["htm"] = "post" },
        Deviation("htu of another host") { $0.payload["htu"] = "https://us-east-1.signin.aws.amazon.com/v1/token" },
        Deviation("no htu") { $0.payload["htu"] = NSNull() },
        Deviation("iat a minute ago") { $0.issued = -61 },
        Deviation("iat a minute ahead") { $0.issued = 61 },
        Deviation("iat as text") { $0.payload["iat"] = "1700000000" },
        Deviation("no iat") { $0.payload["iat"] = NSNull() },
        Deviation("no jti") { $0.payload["jti"] = NSNull() },
        Deviation("jti no UUID") { $0.payload["jti"] = "1" },
        Deviation("another member in the payload") { $0.payload["nonce"] = "1" },
    ]

    @Test(arguments: deviations)
    func `a DPoP proof is refused for one deviation, and the code is still good`(deviation: Deviation) async throws {
        let client = try await Client.start()
        let body = client.redemption(of: try client.code())

        let refused = try await client.post(body, proof: deviation.proof)
        let accepted = try await client.post(body)

        #expect(Failure(refused).description == "400 INVALID_REQUEST")
        #expect(refused.text.contains("DPoP: "))
        #expect(accepted.status == 200)
    }

    @Test func `a DPoP proof needs the leading zero of a coordinate`() async throws {
        var client = try await Client.start()
        while client.key.publicKey.rawRepresentation.first != 0 { client.key = .init() }
        var stripped = Proof()
        stripped.key["x"] = Proof.base64URL(client.key.publicKey.rawRepresentation[1..<32])
        let body = client.redemption(of: try client.code())

        let refused = try await client.post(body, proof: stripped)
        let accepted = try await client.post(body)

        #expect(refused.text.contains("32 bytes"))
        #expect(accepted.status == 200)
    }

    @Test(arguments: [-60.0, 60])
    func `a DPoP proof may be a little off the clock`(seconds: TimeInterval) async throws {
        let client = try await Client.start()

        let answer = try await client.post(client.redemption(of: try client.code()), proof: Proof(issued: seconds))

        #expect(answer.status == 200)
    }

    @Test func `a DPoP proof follows the sandbox's clock, which its Date header shows`() async throws {
        let client = try await Client.start(.init(clockOffset: .seconds(-3600)))
        let body = client.redemption(of: try client.code())

        let skewed = try await client.post(body)
        let corrected = try await client.post(body, proof: Proof(issued: -3600))

        #expect(skewed["Date"] == "Fri, 02 Jan 2026 02:04:05 GMT")
        #expect(Failure(skewed).description == "400 INVALID_REQUEST")
        #expect(corrected.status == 200)
    }

    @Test(arguments: [0, 2])
    func `a DPoP proof is needed exactly once`(count: Int) async throws {
        let client = try await Client.start()
        let data = try JSONSerialization.data(withJSONObject: client.redemption(of: try client.code()))

        let answer = try await client.post(
            String(decoding: data, as: UTF8.self), proofs: try (0..<count).map { _ in try Proof().text(client) })

        #expect(answer.text.contains("exactly one DPoP header"))
    }

    @Test(arguments: ["", "a.b", "a.b.c.d", "e30.e30.", "=.=.="])
    func `a DPoP proof is refused when it is no compact JWS`(proof: String) async throws {
        let client = try await Client.start()

        let answer = try await client.post("{}", proofs: [proof])

        #expect(Failure(answer).description == "400 INVALID_REQUEST")
    }

    @Test func `a DPoP proof cannot be used again, also not after a planned error`() async throws {
        let client = try await Client.start()
        let data = try JSONSerialization.data(withJSONObject: client.redemption(of: try client.code()))
        let body = String(decoding: data, as: UTF8.self)
        let proof = try Proof().text(client)
        client.sandbox.fail(.error(.serverError), on: .redeem)

        let failed = try await client.post(body, proofs: [proof])
        let replayed = try await client.post(body, proofs: [proof])
        let fresh = try await client.post(body, proofs: [try Proof().text(client)])

        #expect(failed.status == 500)
        #expect(replayed.text.contains("this jti was used before"))
        #expect(fresh.status == 200)
    }
}
