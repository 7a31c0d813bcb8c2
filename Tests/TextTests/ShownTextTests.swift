import TestSupport
import Testing
import Text

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
