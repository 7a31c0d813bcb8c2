import TestSupport
import Testing
import Text

@Suite("recognising canonical JSON")
struct CanonicalJSONTests {
    @Test(arguments: [
        "null", "true", "0", "-1", "12345678901234567", "{}", "[]", "\"\"", "\"é世😀\"", #"{"a":1,"b":{"c":[1,null]}}"#,
        #"{"a":"\n\"\\"}"#, #"{"a":0.1}"#, #"{"a":1,"ab":2}"#, #"{"a-b":1,"a.b":2,"ab":3}"#, #"{"é":1}"#,
        "{\"\u{E000}\":1}", "1e+30", "9007199254740993", "{\"\u{1F600}\":1,\"\u{FFFD}\":2}",
    ])
    func `the canonical form of a value is recognised`(_ text: String) throws {
        #expect(CanonicalJSON.isCanonical(Array(text.utf8)))
        #expect(try JSONValue(parsing: Array(text.utf8)).canonical == text)
    }

    @Test(arguments: [
        "", " 1", "1 ", "01", "-0", "1.0", "1e3", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":2}", "{\"a\": 1}", "[1,]", "{,}",
        "\"\\u0041\"", "\"\\/\"", "\"\t\"", "{\"a\":1}{", "tru", "{\"ab\":1,\"a\":2}", "[", "\"", "{\"a\"}",
        "{\"\u{FFFD}\":2,\"\u{1F600}\":1}", "{a:1}", "\"\\uD83D\"",
    ])
    func `any other text is not`(_ text: String) {
        #expect(!CanonicalJSON.isCanonical(Array(text.utf8)))
    }

    @Test func `bytes that are not UTF-8, and nesting without end, are not`() {
        #expect(!CanonicalJSON.isCanonical([0x22, 0xFF, 0x22]))
        #expect(!CanonicalJSON.isCanonical([0x22, 0xED, 0xA0, 0x80, 0x22]))
        #expect(!CanonicalJSON.isCanonical(Array(repeating: UInt8(ascii: "["), count: 1_000_000)))
    }
}
