import FarsignCore
import Foundation
import Testing
import Text

@Suite("TOML")
struct TOMLDocumentTests {
    /// Texts that every reader of TOML 1.0 accepts, each a key's value.
    static let values = [
        #""""#, #""a""#, #""a \"b\" \\ \t \u00e9 \U0001F600""#, "''", #"'a\nb "c"'"#, "\"tab\there\"", "\"ünï 名前\"",
        "0", "-0", "+17", "-17", "1_000", "9223372036854775807", "-9223372036854775808", "true", "false", "[]", "[ ]",
        "[1, 2,]", "[\n  # comment\n  'a', # another\n\n  'b'\n]", "[true, false]", "[1, 'two', true]",
        "1 # comment", "1\t#\u{80}", "['a' , 'b' ]",
    ]

    /// Whole documents that every reader accepts.
    static let documents = [
        "", "\n\n", "# only a comment", "a = 1\n[b]\nc = 2", "[a]\n[b]\n", " [ a ] \n\t b\t=\t1 ",
        "\"a b\" = 1\n'c.d' = 2",
        "[\"a.b\"]\nc-d_E9 = 1", "[a]\r\nb = 1\r\nc = [\r\n1,\r\n2]\r\n", "1 = 1\n-_ = 2", "[a]\nx = 1\n[b]\nx = 2",
        "\"\" = 1", "a = ''#", "true = true",
    ]

    /// What Python's tomllib reads in each text.
    private static func python(_ texts: [String]) throws -> [JSONValue] {
        let script = """
            import json, sys, tomllib
            for text in json.load(sys.stdin):
                try: print(json.dumps(tomllib.loads(text), default=str))
                except Exception: print("null")
            """
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", script]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data(JSONValue.array(texts.map(JSONValue.string)).canonical.utf8))
        try input.fileHandleForWriting.close()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        return try answer.split(separator: 0x0A).map { try JSONValue(parsing: Array($0)) }
    }

    private static func json(_ value: TOMLValue) -> JSONValue {
        switch value.kind {
        case .string(let text): .string(text)
        case .integer(let number): .integer(number)
        case .boolean(let isOn): .bool(isOn)
        case .array(let values): .array(values.map(json))
        }
    }

    private static func ours(_ text: String) -> JSONValue? {
        guard let document = try? TOMLDocument(parsing: Array(text.utf8)) else { return nil }
        var members: [JSONName: JSONValue] = [:]
        for section in document.sections {
            let entries = Dictionary(uniqueKeysWithValues: section.entries.map { ($0.key, json($0.value)) })
            if let name = section.name { members[name] = .object(entries) } else { members.merge(entries) { $1 } }
        }
        return .object(members)
    }

    @Test func `what is read is what Python reads`() throws {
        // Numbers beyond 2^53 are no numbers for JSON.
        let texts = Self.values.filter { !$0.contains("922337") }.map { "key = \($0)\n" } + Self.documents
        let theirs = try Self.python(texts)
        #expect(theirs.count == texts.count)
        for (text, expected) in zip(texts, theirs) {
            #expect(Self.ours(text) == expected, "\(text.debugDescription)")
        }
    }

    @Test(arguments: ["9223372036854775807", "-9223372036854775808"]) func `the largest numbers are read`(
        _ number: String
    ) throws {
        let document = try TOMLDocument(parsing: Array("a = \(number)".utf8))
        #expect(document.sections[0].entries.first?.value.kind == Int(number).map(TOMLValue.Kind.integer))
    }

    /// Each with the line of the error, and a part of its text.
    static let wrong: [(text: String, line: Int, reason: String)] = [
        ("a", 1, "there is no '='"), ("a =", 1, "a value is missing"), ("a = b", 1, "'b' is not a value"),
        ("\na = 1 b = 2", 2, "more than one"), ("= 1", 1, "neither a section nor a key"),
        ("a = 1\na = 2", 2, "occurs twice"), ("[a]\n[b]\n[a]", 3, "occurs twice"), ("a = 1\n[a]", 2, "occurs twice"),
        ("[a", 1, "does not end with a bracket"), ("[a.b]", 1, "does not end"), ("[[a]]", 1, "one pair of brackets"),
        ("[]", 1, "neither"), ("a.b = 1", 1, "key with a dot"), ("a = {b = 1}", 1, "braces"),
        ("a = [[1]]", 1, "array in an array"), ("a = [1 2]", 1, "no comma"), ("a = [\n1,\n", 3, "no end"),
        ("a = [,]", 1, "a value is missing"), ("a = 'b", 1, "no end"), ("a = \"b\n\"", 1, "no end"),
        ("a = \"\"\"b\"\"\"", 1, "several lines"), ("a = '''b'''", 1, "several lines"),
        (#"a = "\q""#, 1, "unknown escape"), (#"a = "\u12""#, 1, "no character"), (#"a = "\uD800""#, 1, "no character"),
        ("a = 01", 1, "whole decimal"), ("a = 1.5", 1, "whole decimal"), ("a = 0x10", 1, "whole decimal"),
        ("a = 1__0", 1, "whole decimal"), ("a = _1", 1, "not a value"), ("a = +", 1, "whole decimal"),
        ("a = 2026-01-02", 1, "whole decimal"), ("a = 9223372036854775808", 1, "too large"),
        ("a = inf", 1, "not a value"), ("a = True", 1, "not a value"), ("a = 1\r", 1, "carriage return"),
        ("# a\u{1}", 1, "control character"), ("a = \"\u{1}\"", 1, "control character"),
        ("\u{FEFF}a = 1", 1, "neither"),
        ("[a] b = 1", 1, "more than one"), ("\n\n[a]\n\nb = \n", 5, "a value is missing"),
    ]

    @Test(arguments: wrong)
    func `anything else is refused, with its line`(_ row: (text: String, line: Int, reason: String)) {
        let error = #expect(throws: TOMLError.self) { try TOMLDocument(parsing: Array(row.text.utf8)) }
        #expect(error?.line == row.line)
        #expect(error?.reason.contains(row.reason) == true, "\(error?.reason ?? "")")
    }

    @Test func `what is not UTF-8 is refused, with its line`() {
        let error = #expect(throws: TOMLError.self) { try TOMLDocument(parsing: Array("a = 1\nb = '".utf8) + [0xFF]) }
        #expect(error == TOMLError(2, "it is not UTF-8"))
    }

    /// Random texts of pieces that mean something, so that many are nearly right.
    @Test func `nothing that Python refuses or reads in another way is accepted`() throws {
        let pieces = [
            "a", "b", "\"c\"", "'d'", "[", "]", "[[", "]]", "=", " = ", "\n", "\r\n", "\r", " ", "\t", "#", ",", ".",
            "1",
            "-", "+", "_", "0", "true", "false", "\"", "'", "\\", "\\n", "\\u0041", "{", "}", "é", "\u{1}", "\n[a]\n",
            "\na = ", "\nb = [", "1_0", "\"\"", "''",
        ]
        var random = SystemRandomNumberGenerator()
        let texts = (0..<4_000).map { _ in
            (0..<Int.random(in: 1...9, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        }
        let theirs = try Self.python(texts)
        for (text, expected) in zip(texts, theirs) {
            guard let ours = Self.ours(text) else { continue }
            #expect(ours == expected, "\(text.debugDescription)")
        }
    }
}
