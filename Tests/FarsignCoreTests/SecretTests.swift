import Foundation
import TestSupport
import Testing
import Text

@testable import FarsignCore

@Suite("Secrets")
struct SecretTests {
    /// Everything that Swift would print of a value.
    private func printed(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return [dumped, "\(value)", String(describing: value), String(reflecting: value), value as? String ?? ""]
            .joined(separator: "\n")
    }

    @Test func `a secret shows as one, however it is printed`() {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "<secret>")
        #expect(String(reflecting: secret) == "<secret>")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect(!printed(secret).contains("hunter2"))
        #expect(!printed([secret]).contains("hunter2"))
        #expect(!printed(["a": secret]).contains("hunter2"))
        #expect(!printed(Optional(secret) as Any).contains("hunter2"))
        #expect(secret.reveal() == "hunter2")
    }

    @Test func `a secret cannot be encoded`() {
        #expect((Secret("x") as Any) as? any Encodable == nil)
        #expect((Secret("x") as Any) as? any Decodable == nil)
    }

    @Test func `nothing that holds secrets prints them`() throws {
        let tokens = try Fixtures.tokens()
        let login = try Fixtures.login()
        let attempts = login.attempts
        let request = TokenRequest(refreshing: tokens, at: try Fixtures.endpoint())
        let http = try request.http(
            time: Fixtures.now, randomBytes: Fixtures.randomBytes(seed: 1), caBundle: nil)
        let values: [Any] = [
            tokens, tokens.credentials, tokens.dpopKey, attempts, request, http, try login.serialized(),
            try Fixtures.reply("state=s&code=code-that-nobody-may-see"), try tokens.dpopKey.pem(),
            CredentialFormat.env.render(tokens.credentials),
            try TokenReply(
                Fixtures.response(
                    200,
                    """
                    {"accessToken":{"accessKeyId":"A","secretAccessKey":"\(Fixtures.secretKey)",
                    "sessionToken":"\(Fixtures.sessionToken)"},"tokenType":"aws_sigv4","expiresIn":9,
                    "refreshToken":"\(Fixtures.refreshToken)"}
                    """), now: Fixtures.now),
        ]
        let key = try tokens.dpopKey.pem().reveal().split(separator: "\n").map(String.init)
        let secrets = [
            Fixtures.secretKey, Fixtures.sessionToken, Fixtures.refreshToken, Fixtures.verifier, "nobody-may-see",
        ]
        for value in values {
            let text = printed(value)
            for secret in secrets + key { #expect(!text.contains(secret), "\(type(of: value))") }
        }
    }
}

@Suite("Text for a terminal")
struct ShownTextTests {
    @Test(arguments: [
        ("plain ünïcödé 日本 \u{1F600}", "plain ünïcödé 日本 \u{1F600}"), ("\u{1B}[31mred", "\\u{1b}[31mred"),
        ("a\tb\nc\rd", "a\\tb\\nc\\rd"), ("\u{0}\u{7}\u{7F}", "\\u{0}\\u{7}\\u{7f}"), ("\u{9B}2J", "\\u{9b}2J"),
        ("\u{202E}evil\u{202C}", "\\u{202e}evil\\u{202c}"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
        ("\u{200B}\u{200F}\u{061C}\u{FEFF}", "\\u{200b}\\u{200f}\\u{61c}\\u{feff}"),
        ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("\u{E0041}", "\\u{e0041}"), ("", ""), ("\r\n", "\\r\\n"),
    ])
    func `what a terminal would obey is shown instead`(_ text: String, _ shown: String) {
        #expect(text.shown == shown)
    }

    @Test func `no control character of any kind comes through`() {
        for value in UInt32(0)...0x2FFF {
            guard let scalar = Unicode.Scalar(value), [.control, .format].contains(scalar.properties.generalCategory),
                value != 0xAD, !(0x600...0x605).contains(value),
                ![0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x180E].contains(value)
            else { continue }
            #expect(String(scalar).shown.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(value)")
        }
    }

    @Test func `long text is cut`() {
        #expect(ShownText("abcdef", limit: 3).description == "abc…")
        #expect(ShownText("abc", limit: 3).description == "abc")
        #expect("\(ShownText("\u{1B}\u{1B}", limit: 1))" == "\\u{1b}…")
    }

    @Test func `what was shown once is not changed by showing it again`() {
        var generator = SplitMix(8)
        for _ in 0..<1_000 {
            let text = String(decoding: generator.bytes(40), as: UTF8.self).shown
            #expect(text.shown == text)
        }
    }
}

@Suite("Encodings")
struct EncodingsTests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 is that of RFC 4648, unpadded`(_ text: String, _ encoded: String) {
        #expect(Array(text.utf8).base64URL == encoded)
        #expect(encoded.base64Decoded == Array(text.utf8))
    }

    @Test func `both alphabets are read, one is written`() {
        let bytes: [UInt8] = [0xFB, 0xEF, 0xFF, 0xFE]
        #expect(bytes.base64URL == "--___g")
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
