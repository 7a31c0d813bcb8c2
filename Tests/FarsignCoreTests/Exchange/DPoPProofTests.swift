import Crypto
import Foundation
import Session
import TestSupport
import Testing
import Text

@testable import FarsignCore

@Suite("DPoP proofs")
struct DPoPProofTests {
    private func parts(_ proof: DPoPProof) throws -> (header: JSONValue, payload: JSONValue, signature: [UInt8]) {
        let parts = proof.header.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        try #require(parts.count == 3)
        let decoded = try parts.map { part in
            #expect(part.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil)
            return try #require(part.base64Decoded)
        }
        return (try JSONValue(parsing: decoded[0]), try JSONValue(parsing: decoded[1]), decoded[2])
    }

    @Test func `header and payload are those of RFC 9449, and nothing more`() throws {
        let key = try #require(DPoPKey(pem: try Vectors.text("keys/p256-sec1.pem")))
        let proof = try DPoPProof(
            key: key, url: "https://h/v1/token", time: Fixtures.now.addingTimeInterval(0.9), identifier: "an-id")
        let (header, payload, _) = try parts(proof)
        let point = try key.publicPoint()
        #expect(
            header
                == .object([
                    "typ": .string("dpop+jwt"), "alg": .string("ES256"),
                    "jwk": .object([
                        "kty": .string("EC"), "crv": .string("P-256"), "x": .string(Array(point[1...32]).base64URL),
                        "y": .string(Array(point[33...64]).base64URL),
                    ]),
                ]))
        #expect(
            payload
                == .object([
                    "htm": .string("POST"), "htu": .string("https://h/v1/token"),
                    "iat": .integer(1_767_323_045), "jti": .string("an-id"),
                ]))
    }

    @Test func `the signature is the raw pair, and verifies with the key in the header`() throws {
        for seed in 0..<50 {
            let key = DPoPKey(randomBytes: Fixtures.randomBytes(seed: UInt64(seed)))
            let proof = try DPoPProof(key: key, url: "https://h/v1/token", time: Fixtures.now, identifier: "\(seed)")
            let (header, _, signature) = try parts(proof)
            let jwk = try #require(header["jwk"])
            let (x, y) = (jwk["x"]?.text?.base64Decoded ?? [], jwk["y"]?.text?.base64Decoded ?? [])
            #expect(x.count == 32 && y.count == 32)
            #expect(signature.count == 64)
            let publicKey = try P256.Signing.PublicKey(x963Representation: [4] + x + y)
            let signed = proof.header[..<(try #require(proof.header.lastIndex(of: ".")))]
            let pair = try P256.Signing.ECDSASignature(rawRepresentation: signature)
            #expect(publicKey.isValidSignature(pair, for: Data(signed.utf8)))
        }
    }

    /// Keys of other tools may have such coordinates: RFC 7518 section 6.2.1.2 keeps the zeros.
    @Test(arguments: [UInt16(379), 43])
    func `leading zeros of a coordinate are kept`(_ multiple: UInt16) throws {
        let scalar = Array(repeating: UInt8(0), count: 30) + [UInt8(multiple >> 8), UInt8(multiple & 0xFF)]
        let pem = try P256.Signing.PrivateKey(rawRepresentation: scalar).pemRepresentation
        let key = try #require(DPoPKey(pem: pem))
        let (header, _, _) = try parts(try DPoPProof(key: key, url: "u", time: Fixtures.now, identifier: "i"))
        for name in ["x", "y"] {
            #expect(header["jwk"]?[name]?.text?.base64Decoded?.count == 32)
        }
    }
}
