import Testing
import Text

@Suite("reading JSON")
struct JSONParserTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .integer(0)),
            ("-12", .integer(-12)),
            ("900.0", .integer(900)), ("1e3", .integer(1000)), ("0.5", .number(0.5)), ("-2.5E-1", .number(-0.25)),
            ("18446744073709551616", .number(18_446_744_073_709_551_616)), ("\"\"", .string("")),
            ("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", .string("a\"\\/\u{08}\u{0C}\n\r\t")),
            ("\"\\u00e9\\u4E16\\ud83d\\ude00é世😀\"", .string("é世😀é世😀")), ("[]", .array([])), ("{}", .object([:])),
            ("[1 , [2],\n{\"a\":null}]", .array([.integer(1), .array([.integer(2)]), .object(["a": .null])])),
        ] as [(String, JSONValue)])
    func `a value is read as RFC 8259 has it`(_ text: String, _ expected: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        "", " ", "nul", "True", "01", "+1", ".5", "1.", "1e", "-", "1e999", "NaN", "'a'", "\"a", "\"\t\"", "\"\\x\"",
        "\"\\u12\"", "\"\\u00g0\"", "\"\\ud83d\"", "\"\\ud83dx\"", "\"\\ud83d\\u0041\"", "\"\\ude00\"", "[1", "[1,]",
        "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "{} {}", "1,", "\u{FEFF}{}",
        "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}",
    ])
    func `what is no JSON text, or could be read in two ways, is refused`(_ text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(_ bytes: [UInt8]) {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: bytes) }
    }

    @Test func `nesting has a limit`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }

        #expect(throws: Never.self) { try JSONValue(parsing: nested(64)) }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: nested(65)) }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: nested(1_000_000)) }
    }

    @Test func `what is written canonically is read as it was`() throws {
        let value = JSONValue.object([
            "é\"\\\u{1}\n": .array([.null, .bool(true), .integer(.min), .number(1e300), .number(0.1)]),
            "": .string("世"),
        ])

        #expect(try JSONValue(parsing: Array(value.canonical.utf8)) == value)
    }
}
