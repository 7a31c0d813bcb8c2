import RelayProtocol
import Testing
import Text

/// A text that Swift's `==` takes for another: it would normalise both, in a time that is quadratic for combining marks.
@Suite("text from outside is compared by its bytes")
struct ExactTextTests {
    /// é in one scalar and in two; and KELVIN SIGN, whose canonical form is the letter K.
    static let equivalent = [("\u{E9}", "e\u{301}"), ("K", "\u{212A}"), ("a\u{316}\u{301}", "a\u{301}\u{316}")]

    private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test(arguments: equivalent)
    func `members whose names are canonically equivalent are two`(_ one: String, _ other: String) throws {
        let object = try parse(#"{"\#(one)":1,"\#(other)":2}"#)

        #expect(object[JSONName(one)] == .integer(1))
        #expect(object[JSONName(other)] == .integer(2))
    }

    @Test(arguments: equivalent)
    func `texts that are canonically equivalent are not the same value`(_ one: String, _ other: String) throws {
        #expect(one == other)
        #expect(JSONValue.string(one) != .string(other))
        #expect(try parse(#"["\#(one)"]"#) != parse(#"["\#(other)"]"#))
        #expect(try parse(#"{"\#(one)":1}"#) != parse(#"{"\#(other)":1}"#))
    }

    @Test func `a member's name has at most 256 bytes`() throws {
        let longest = String(repeating: "ä", count: 128)

        #expect(try parse(#"{"\#(longest)":1}"#)[JSONName(longest)] == .integer(1))
        let error = #expect(throws: JSONSyntaxError.self) { try parse(#"{"\#(longest)a":1}"#) }
        #expect(error?.reason == "a member's name is too long")
    }

    @Test(arguments: equivalent)
    func `requests whose ids are canonically equivalent are two`(_ one: String, _ other: String) throws {
        let ids = try [one, other].map { id in
            try RelayRequest(line: Array(#"{"id":"\#(id)","jsonrpc":"2.0","method":"logins"}"#.utf8)).id
        }

        #expect(Set(ids).count == 2)
    }

    /// U+212A is K, U+037E is a semicolon and U+1FEF a grave accent, to Swift.
    @Test func `a name that is another in disguise is not that name`() throws {
        #expect(JSONValue.string("2.0").identifier == "2.0")
        for text in ["", "a b", "\u{212A}", "a\u{37E}", "\u{1FEF}", String(repeating: "a", count: 129)] {
            #expect(JSONValue.string(text).identifier == nil)
        }
    }
}
