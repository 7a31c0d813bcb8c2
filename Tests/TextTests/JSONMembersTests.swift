import Testing
import Text

@Suite("members of a JSON object, without values")
struct JSONMembersTests {
    /// Quotes, backslashes and other characters at every place of a text of each length up to 24.
    @Test(arguments: ["\"", "\\", "\n", "é", "\u{301}", "\\\"", "\u{7F}"])
    func `a text is what the parser reads`(_ odd: String) throws {
        for length in 0...24 {
            for place in 0...length {
                let text = String(repeating: "a", count: place) + odd + String(repeating: "b", count: length - place)
                let object = Array(JSONValue.object(["x": .string(odd), "y": .string(text)]).canonical.utf8)
                var found: [UInt8]?
                let isObject = object.withUnsafeBufferPointer { bytes in
                    JSONMembers.read(bytes) { name, value in
                        if name.elementsEqual("y".utf8) { found = JSONMembers.text(value) }
                    }
                }
                #expect(isObject)
                #expect(found == Array(text.utf8))
            }
        }
    }

    @Test(arguments: [#"{"a":"b}"#, #"{"a":"b\"#, #"{"a":"b\"}"#, #"{"a:1}"#, #"{"a":"12345678\"#, "{\"", "{"])
    func `a string without an end is no member`(_ text: String) {
        let isObject = Array(text.utf8).withUnsafeBufferPointer { JSONMembers.read($0) { _, _ in } }
        #expect(!isObject)
    }
}
