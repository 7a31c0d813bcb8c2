import RelayProtocol
import SignIn
import Testing

@Suite("The phrase that both ends show")
struct PhraseTests {
    @Test(arguments: ["amber otter 4821", "oat fox 10", "abcdefghij klmnopqrst 999"])
    func `two words and a number are a phrase`(_ text: String) {
        #expect(Phrase(text)?.text == text)
    }

    @Test(arguments: [
        "", "amber otter", "amber 4821", "amber otter 4821 ", " amber otter 4821", "amber  otter 4821",
        "Amber otter 4821", "ab otter 4821", "abcdefghijk otter 4821", "amber otter 1", "amber otter 12345",
        "amber otter -482", "amber otter 48a1", "ämber otter 4821", "amber otter ４８２１", "amber\totter 4821",
        "amber otter 4821\n", "amber otter\u{202E} 4821",
    ])
    func `nothing else is a phrase`(_ text: String) {
        #expect(Phrase(text) == nil)
    }

    /// Bytes that a phrase is drawn from, in the order in which they are taken.
    private func phrase(_ bytes: [[UInt8]]) -> Phrase {
        var rest = bytes[...]
        return Phrase { _ in rest.removeFirst() }
    }

    @Test func `every word and every number makes a good one, and no two are the same`() {
        let words = (UInt8.min ... .max).map { phrase([[$0, $0], [0, 0]]).text }
        #expect(words.allSatisfy { Phrase($0) != nil })
        #expect(Set(words).count == 256)
    }

    @Test func `numbers are drawn without a bias`() {
        #expect(phrase([[0, 255], [0, 0]]).text == "acorn zipper 1000")
        #expect(phrase([[0, 255], [0xF6, 0x17]]).text == "acorn zipper 9999")
        // 63,000 and more are drawn again: a remainder would favour what is small.
        #expect(phrase([[0, 255], [0xF6, 0x18], [0xFF, 0xFF], [0, 1]]).text == "acorn zipper 1001")
    }
}

@Suite("Where the browser is sent back to")
struct CallbackAddressTests {
    @Test(arguments: [1, 80, 8_976, 65_535])
    func `a port of the loopback is written in one way alone`(_ port: Int) throws {
        let address = try #require(CallbackAddress(port: port))
        #expect(address.redirectURI == "http://127.0.0.1:\(port)/oauth/callback")
        #expect(CallbackAddress(address.redirectURI) == address)
    }

    @Test(arguments: [0, -1, 65_536])
    func `what is no port is none`(_ port: Int) {
        #expect(CallbackAddress(port: port) == nil)
    }

    @Test(arguments: [
        "", "http://127.0.0.1/oauth/callback", "http://127.0.0.1:0/oauth/callback",
        "http://127.0.0.1:65536/oauth/callback", "http://127.0.0.1:08976/oauth/callback",
        "https://127.0.0.1:8976/oauth/callback", "HTTP://127.0.0.1:8976/oauth/callback",
        "http://localhost:8976/oauth/callback", "http://127.0.0.2:8976/oauth/callback",
        "http://[::1]:8976/oauth/callback", "http://127.0.0.1:8976/oauth/callback/",
        "http://127.0.0.1:8976/oauth/callback?x=y", "http://127.0.0.1:8976/oauth/callback#x",
        "http://127.0.0.1:8976/oauth/../oauth/callback", "http://user@127.0.0.1:8976/oauth/callback",
        "http://127.0.0.1:8976\n/oauth/callback", "javascript:alert(1)", "file:///oauth/callback",
    ])
    func `any other address is none`(_ text: String) {
        #expect(CallbackAddress(text) == nil)
    }
}
