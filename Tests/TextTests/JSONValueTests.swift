import Foundation
import TestSupport
import Testing
import Text

@Suite("JSON")
struct JSONValueTests {
    /// RFC 8785 appendix B, and a few more, each checked with another implementation of ECMAScript.
    static let numbers: [(UInt64, String)] = [
        (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
        (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
        (0xC340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
        (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"), (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
        (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
        (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
        (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
        (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
        (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
        (0x4314_3FF3_C1CB_0959, "1424953923781206.2"), (0x3FF8_0000_0000_0000, "1.5"), (0x3FB9_9999_9999_999A, "0.1"),
        (0x3E7A_D7F2_9ABC_AF48, "1e-7"), (0x408C_2000_0000_0000, "900"), (0x7FF0_0000_0000_0000, "null"),
        (0x7FF8_0000_0000_0000, "null"),
    ]

    @Test(arguments: numbers)
    func `a number is written as ECMAScript has it`(_ bits: UInt64, _ text: String) {
        #expect(JSONValue.number(Double(bitPattern: bits)).canonical == text)
    }

    @Test func `an integer is written in full`() {
        #expect(JSONValue.integer(.max).canonical == "9223372036854775807")
        #expect(JSONValue.integer(.min).canonical == "-9223372036854775808")
        #expect(JSONValue.integer(0).canonical == "0")
    }

    /// RFC 8785 section 3.2.3: by UTF-16 units, so that U+1F600 comes before U+FB33.
    @Test func `members are sorted by UTF-16 units`() {
        let members = ["\u{20AC}", "\r", "\u{FB33}", "1", "\u{1F600}", "\u{80}", "\u{F6}"]
        let object = JSONValue.object(Dictionary(uniqueKeysWithValues: members.map { (JSONName($0), .null) }))
        #expect(
            object.canonical
                == "{\"\\r\":null,\"1\":null,\"\u{80}\":null,\"\u{F6}\":null,\"\u{20AC}\":null,\"\u{1F600}\":null,"
                + "\"\u{FB33}\":null}")
    }

    /// RFC 8785 section 3.2.2.2.
    @Test func `strings have the shortest escapes`() {
        let text = "\u{20AC}$\u{0F}\u{0A}A'\u{42}\u{22}\u{5C}\\\"/\u{08}\u{09}\u{0C}\u{0D}\u{7F}\u{2028}"
        #expect(
            JSONValue.string(text).canonical
                == "\"\u{20AC}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\\r\u{7F}\u{2028}\"")
    }

    /// The example of RFC 8785 section 3.2.2, as 3.2.3 has it.
    @Test func `a whole text is read and written in its canonical form`() throws {
        let text = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
              "literals": [null, true, false]
            }
            """
        #expect(
            try JSONValue(parsing: Array(text.utf8)).canonical
                == "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"\u{20AC}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}")
    }

    @Test func `what is written is read as the same value`() throws {
        var generator = SplitMix(11)
        for _ in 0..<500 {
            let value = Self.value(depth: 0, using: &generator)
            let read = try JSONValue(parsing: Array(value.canonical.utf8))
            #expect(read == value)
            #expect(read.canonical == value.canonical)
        }
    }

    @Test(arguments: [
        "", "{", "[1", "[1,]", "{\"a\":1,\"a\":1}", "{\"a\":}", "nul", "1 2", "'a'", "\"\u{1}\"", "{\"a\" 1}", "NaN",
    ])
    func `what is no JSON is refused`(_ text: String) {
        #expect(throws: (any Error).self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test func `members are reached by name and type`() {
        let value = JSONValue.object(["a": .string("x"), "b": .integer(2), "c": JSONValue(nil)])
        #expect(value["a"]?.text == "x")
        #expect(value["b"]?.int == 2)
        #expect(value["a"]?.int == nil)
        #expect(value["b"]?.text == nil)
        #expect(value["c"] == .null)
        #expect(value["d"] == nil)
        #expect(JSONValue.null["a"] == nil)
    }

    private static func value(depth: Int, using generator: inout SplitMix) -> JSONValue {
        switch Int.random(in: 0..<(depth > 3 ? 5 : 7), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .integer(Int(Int32(truncatingIfNeeded: generator.next())))
        case 3: .number(Double(Int(generator.next() % 1_000_000)) / 1_024 + 1 / 4_096)
        case 4: .string(text(using: &generator))
        case 5: .array((0..<3).map { _ in value(depth: depth + 1, using: &generator) })
        default: .object([JSONName(text(using: &generator)): value(depth: depth + 1, using: &generator)])
        }
    }

    private static func text(using generator: inout SplitMix) -> String {
        let scalars: [Unicode.Scalar] = ["a", "\"", "\\", "\u{0}", "\n", "\u{1B}", "ü", "\u{1F600}", "\u{2028}", "/"]
        var text = ""
        for _ in 0..<Int.random(in: 0..<6, using: &generator) {
            text.unicodeScalars.append(scalars.randomElement(using: &generator) ?? "a")
        }
        return text
    }
}
