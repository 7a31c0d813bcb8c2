import Crypto
import Foundation
import Session
import TestSupport
import Testing
import Text

@testable import FarsignCore

@Suite("DPoP keys")
struct DPoPKeyTests {
    @Test(arguments: ["keys/p256-sec1.pem", "keys/p256-pkcs8.pem"])
    func `a key made by OpenSSL is read`(_ file: String) throws {
        let key = try #require(DPoPKey(pem: try Vectors.text(file)))
        #expect(
            try key.publicPoint().hex
                == Vectors.text("keys/p256-public-point.hex").trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @Test(arguments: ["keys/p256-sec1.pem", "keys/p256-pkcs8.pem"])
    func `a key is written as OpenSSL and the AWS CLI write it`(_ file: String) throws {
        let key = try #require(DPoPKey(pem: try Vectors.text(file)))
        #expect(try key.inSEC1().pem.reveal() == Vectors.text("keys/p256-sec1.pem"))
    }

    @Test func `line endings and spaces round a PEM do not matter`() throws {
        let pem = try Vectors.text("keys/p256-sec1.pem")
        let expected = try #require(DPoPKey(pem: pem)).publicPoint()
        for text in [
            pem.replacing("\n", with: "\r\n"), "\n\n  " + pem.replacing("\n", with: "\n  "),
            pem.trimmingCharacters(in: .whitespacesAndNewlines),
        ] {
            #expect(try DPoPKey(pem: text)?.publicPoint() == expected)
        }
    }

    @Test(arguments: [
        "keys/p384-sec1.pem", "keys/p384-pkcs8.pem", "keys/secp256k1-sec1.pem", "keys/secp256k1-pkcs8.pem",
    ])
    func `a key of another curve is refused`(_ file: String) throws {
        #expect(DPoPKey(pem: try Vectors.text(file)) == nil)
    }

    @Test func `swift-crypto's own keys are read`() throws {
        let theirs = P256.Signing.PrivateKey()
        let ours = try #require(DPoPKey(pem: theirs.pemRepresentation))
        #expect(try ours.publicPoint() == Array(theirs.publicKey.x963Representation))
        let back = try P256.Signing.PrivateKey(pemRepresentation: try ours.inSEC1().pem.reveal())
        #expect(back.rawRepresentation == theirs.rawRepresentation)
    }

    @Test(arguments: [
        "", "-----BEGIN EC PRIVATE KEY-----", "\n", "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----",
    ])
    func `what is no PEM is no key`(_ text: String) {
        #expect(DPoPKey(pem: text) == nil)
    }

    @Test(arguments: ["keys/p256-sec1.pem", "keys/p256-pkcs8.pem"])
    func `a PEM cut anywhere is no key`(_ file: String) throws {
        let pem = try Vectors.text(file).trimmingCharacters(in: .whitespacesAndNewlines)
        for end in 0..<pem.count {
            #expect(DPoPKey(pem: String(pem.prefix(end))) == nil, "\(end)")
        }
    }

    /// The bytes of the DER, cut and flipped: some flips give another key, none may crash, here or in signing.
    @Test(arguments: ["keys/p256-sec1.pem", "keys/p256-pkcs8.pem"])
    func `a DER cut or flipped anywhere never crashes`(_ file: String) throws {
        let lines = try Vectors.text(file).split(separator: "\n").map(String.init)
        let der = try #require(lines.dropFirst().dropLast().joined().base64Decoded)
        func key(_ der: [UInt8]) -> DPoPKey? {
            DPoPKey(pem: [lines[0], Data(der).base64EncodedString(), lines[lines.count - 1]].joined(separator: "\n"))
        }
        let valid = try #require(key(der)).publicPoint()
        #expect(valid.count == 65)
        for end in der.indices {
            #expect(key(Array(der[..<end])) == nil)
            for bit in 0..<8 {
                var flipped = der
                flipped[end] ^= 1 << bit
                _ = try? key(flipped)?.publicPoint()
            }
        }
    }

    @Test(arguments: [UInt8(0x00), 0xFF])
    func `a scalar outside the curve's order signs nothing`(_ byte: UInt8) throws {
        let der = DERKey.sec1(scalar: Array(repeating: byte, count: 32), publicPoint: Array(repeating: 4, count: 65))
        let pem = ["-----BEGIN EC PRIVATE KEY-----", Data(der).base64EncodedString(), "-----END EC PRIVATE KEY-----"]
        let key = try #require(DPoPKey(pem: pem.joined(separator: "\n")))
        #expect(throws: (any Error).self) { try key.signature(over: "x") }
        #expect(throws: (any Error).self) { try key.inSEC1() }
    }

    /// The multiples 379 and 43 of the base point are the first with a zero byte before x and y.
    @Test(arguments: [(UInt16(379), 1), (43, 33)])
    func `a coordinate that starts with a zero byte is not taken`(_ multiple: UInt16, _ index: Int) throws {
        let short = Array(repeating: UInt8(0), count: 30) + [UInt8(multiple >> 8), UInt8(multiple & 0xFF)]
        let point = try P256.Signing.PrivateKey(rawRepresentation: short).publicKey.x963Representation
        #expect(Array(point)[index] == 0)
        let good = Array(repeating: UInt8(0), count: 31) + [1]
        var candidates = [Array(repeating: UInt8(0), count: 32), short, Array(repeating: 0xFF, count: 32), good]
        let key = DPoPKey(randomBytes: { count in
            #expect(count == 32)
            return candidates.removeFirst()
        })
        #expect(candidates.isEmpty)
        #expect(
            try key.publicPoint()
                == Array(P256.Signing.PrivateKey(rawRepresentation: good).publicKey.x963Representation))
    }
}
