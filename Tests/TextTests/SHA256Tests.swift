import Crypto
import Testing
import Text

@Suite("SHA-256")
struct SHA256Tests {
    /// The examples that NIST publishes with FIPS 180-4, and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `the examples of the standard`(_ message: String, _ digest: String) {
        #expect(Array(message.utf8).sha256.hex == digest)
    }

    @Test func `a million times the letter a`() {
        let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(message.sha256.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    /// Every way in which a message can end within a block of 64 bytes.
    @Test func `as swift-crypto computes it, whatever the length`() {
        var message: [UInt8] = []
        for length in 0...260 {
            #expect(message.sha256 == Array(SHA256.hash(data: message)), "\(length) bytes")
            message.append(UInt8(truncatingIfNeeded: length &* 151))
        }
    }
}
