import Testing
import Text

@Suite("Encodings")
struct EncodingsTests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 is that of RFC 4648, with and without padding`(_ text: String, _ encoded: String) {
        #expect(Array(text.utf8).base64URL == encoded)
        #expect(Array(text.utf8).base64 == encoded + String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4))
        #expect(encoded.base64Decoded == Array(text.utf8))
    }

    @Test func `both alphabets are read, one is written`() {
        let bytes: [UInt8] = [0xFB, 0xEF, 0xFF, 0xFE]
        #expect(bytes.base64URL == "--___g")
        #expect(bytes.base64 == "++///g==")
        #expect("--___g".base64Decoded == bytes)
        #expect("++///g==".base64Decoded == bytes)
        #expect(" ++/\r\n//g\t".base64Decoded == bytes)
    }

    @Test(arguments: ["a", "abcde", "a.bc", "ab!c", "äbc", "ab\u{0}c"])
    func `what is no base64 is nil`(_ text: String) {
        #expect(text.base64Decoded == nil)
    }

    @Test func `hexadecimal is lower case with two digits a byte`() {
        #expect([UInt8(0), 9, 10, 0xAB, 0xFF].hex == "00090aabff")
    }
}
