import FarsignCore
import Session
import SignIn
import Testing

/// Against botocore itself: the end-to-end test of the same name.
@Suite("A config file as Python reads it")
struct PythonConfigTests {
    private func config(_ text: String, _ style: AWSConfigFile.Style = .config) throws -> PythonConfig {
        try PythonConfig(AWSConfigFile(Array(text.utf8), style: style))
    }

    @Test func `sections, keys, nested lines and the defaults`() throws {
        let config = try config(
            """
            [DEFAULT]
            output = json
            [profile dev]
            Region : eu-west-1 # all of it
            s3 =
              a = 1

              # no
              b=2
            output = text
            [profile "a b"]
            x = 1
             2
            [services s]
            """)
        #expect(config.names.sorted() == ["a b", "dev"])
        #expect(config.value("region", in: "dev") == .text("eu-west-1 # all of it"))
        #expect(config.value("s3", in: "dev") == .nested(["a": "1", "b": "2"]))
        #expect(config.value("output", in: "dev") == .text("text"))
        #expect(config.value("output", in: "a b") == .text("json"))
        #expect(config.value("x", in: "a b") == .text("1\n2"))
        #expect(config.keys(in: "nobody") == [])
    }

    @Test(arguments: [
        ("[profile dev]", ["dev"]), ("[profile  dev] # x", ["dev"]), ("[profiles dev]", ["dev"]),
        ("[default]", ["default"]),
        ("[ profile dev ]", []), ("[profile dev]]", ["dev]"]), ("[profile d\\ev]", ["dev"]),
        ("[profile d\"e\"v]", ["dev"]),
        ("[profile 'dev]", []), ("[profile a b]", []), ("[default ]", []), ("[dev]", []),
    ])
    func `a section is a profile only as botocore takes it`(_ header: String, _ names: [String]) throws {
        #expect(try config(header).names == names)
    }

    @Test func `of two sections for one profile the last counts`() throws {
        let config = try config("[profile dev]\na = 1\n[profile \"dev\"]\nb = 2\n")
        #expect(config.keys(in: "dev") == ["b"])
    }

    @Test(arguments: [
        ("[a]\n[b]\n[a]", 3), ("[a]\nx=1\n\nX=2", 4), ("x=1", 1), ("# c\n\n[a]\nx", 4), ("\u{FEFF}[a]", 1),
        ("[a]\ns =\n x", 2), ("[a]\n= 1", 2),
    ])
    func `what cannot be read is named by its line`(_ text: String, _ line: Int) throws {
        for style in [AWSConfigFile.Style.config, .credentials] {
            #expect(throws: PythonConfig.Unreadable.self) { try config(text, style) }
            let error = try #require(throws: PythonConfig.Unreadable.self) { try config(text, style) }
            #expect(error.line == line)
        }
    }

    @Test func `a byte that is not UTF-8 is named by its line`() throws {
        let file = AWSConfigFile(Array("[a]\n# M".utf8) + [0xFC], style: .config)
        let error = try #require(throws: PythonConfig.Unreadable.self) { try PythonConfig(file) }
        #expect(error.line == 2)
    }
}
