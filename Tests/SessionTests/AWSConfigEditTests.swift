import SessionTestSupport
import SignIn
import TestSupport
import Testing
import Text

@testable import Session

@Suite("Editing an AWS config file")
struct AWSConfigEditTests {
    struct Edit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: String
        let after: String

        init(_ description: String, _ before: String, _ after: String) {
            testDescription = description
            self.before = before
            self.after = after
        }
    }

    private static let settings = [
        Edit("an empty file", "", "[profile dev]\nregion = x\n"),
        Edit("a file of white space", "\n", "\n[profile dev]\nregion = x\n"),
        Edit("no section", "[default]\na = 1\n", "[default]\na = 1\n\n[profile dev]\nregion = x\n"),
        Edit("no section, no final newline", "[default]", "[default]\n\n[profile dev]\nregion = x\n"),
        Edit("no section, CRLF", "[default]\r\na = 1", "[default]\r\na = 1\r\n\r\n[profile dev]\r\nregion = x\r\n"),
        Edit("a bare section", "[profile dev]", "[profile dev]\nregion = x\n"),
        Edit(
            "after the last property, before comments and blank lines",
            "[profile dev]\na = 1\n# about b\n\n[profile b]\nregion = y\n",
            "[profile dev]\na = 1\nregion = x\n# about b\n\n[profile b]\nregion = y\n"),
        Edit(
            "after a nested block", "[profile dev]\ns3 =\n  a = b\n\n  c = d\n",
            "[profile dev]\ns3 =\n  a = b\n\n  c = d\nregion = x\n"),
        Edit(
            "a line in place, its comment with it", "[profile dev]\nregion=y # why\nb = 2\n",
            "[profile dev]\nregion = x\nb = 2\n"),
        Edit("the same value, however it is written", "[profile dev]\nREGION=x\n", "[profile dev]\nREGION=x\n"),
        Edit(
            "indented lines go with their key", "[profile dev]\nregion =\n  y\n  # why\n  z\n# b\nb = 2",
            "[profile dev]\nregion = x\n# b\nb = 2"),
        Edit("a last line without an end", "[profile dev]\nregion = y", "[profile dev]\nregion = x"),
        Edit(
            "CRLF, BOM", "\u{FEFF}[profile dev]\r\nregion = y\r\nb = 2\r\n",
            "\u{FEFF}[profile dev]\r\nregion = x\r\nb = 2\r\n"),
        Edit(
            "a line's own ending in a mixed file", "[profile dev]\r\nregion = y\nb = 2\r\n",
            "[profile dev]\r\nregion = x\nb = 2\r\n"),
        Edit(
            "an indented section", "[profile dev]\n  a = 1\n  b = 2\n[default]\n",
            "[profile dev]\n  a = 1\n  b = 2\n  region = x\n[default]\n"),
        Edit(
            "an indented line in place", "[profile dev]\n\tregion = y\n\tb = 2\n",
            "[profile dev]\n\tregion = x\n\tb = 2\n"),
        Edit("a colon for an equals sign", "[profile dev]\nregion: y\n", "[profile dev]\nregion = x\n"),
        Edit("quotation marks round the name", "[profile \"dev\"]\n[x]\n", "[profile \"dev\"]\nregion = x\n[x]\n"),
    ]

    @Test(arguments: settings)
    func `setting a key changes its line alone`(_ edit: Edit) throws {
        var config = Sample.config(edit.before)
        try config.set("region", to: "x", in: "dev")
        #expect(config.text == edit.after)
        #expect(config.value("region", in: "dev") == "x")
    }

    private static let removals = [
        Edit("a line", "[profile dev]\na = 1\nregion = y\nb = 2\n", "[profile dev]\na = 1\nb = 2\n"),
        Edit(
            "its nested lines", "[profile dev]\nregion =\n  a = 1\n\n  # c\n  b = 2\n\n[x]\n", "[profile dev]\n\n[x]\n"),
        Edit("the last line", "[profile dev]\r\nregion = y", "[profile dev]\r\n"),
        Edit("nothing where there is none", "[profile dev]\n# region = y\n", "[profile dev]\n# region = y\n"),
        Edit("nothing of another profile", "[default]\nregion = y\n", "[default]\nregion = y\n"),
        Edit("no comment that follows", "[profile dev]\nregion = y\n# c\na = 1", "[profile dev]\n# c\na = 1"),
    ]

    @Test(arguments: removals)
    func `removing a key takes its lines alone`(_ edit: Edit) throws {
        var config = Sample.config(edit.before)
        try config.remove("region", in: "dev")
        #expect(config.text == edit.after)
    }

    @Test(arguments: [
        ("default", "[default]"), ("dev", "[profile dev]"), ("a b", "[profile \"a b\"]"),
        ("ü/x@y:z", "[profile ü/x@y:z]"),
    ])
    func `a new profile's header holds its name`(_ profile: String, _ header: String) throws {
        var config = Sample.config("")
        try config.set("a", to: "1", in: profile)
        #expect(config.text == "\(header)\na = 1\n")
        #expect(config.profiles == [profile])
    }

    @Test(arguments: [
        "", " a", "a ", "a]b", "[a", "a\"b", "a'b", "a\\b", "a#b", "a;b", "a\nb", "a\tb", "a\u{7F}", "a\u{202E}b",
        "a\u{85}b", "a\u{2028}b", "-x", "--json", "a'\u{301}b", String(repeating: "x", count: 129),
    ])
    func `a name that no header could hold is refused`(_ name: String) throws {
        var config = Sample.config("[default]\n")
        let error = try #require(throws: ConfigError.self) { try config.set("a", to: "1", in: name) }
        #expect(error.code == .badProfileName)
        #expect(error.summary == error.summary.shown)
        #expect(config.text == "[default]\n")
    }

    @Test(arguments: [
        "[profile dev]\na = 1\n[profile dev]\nregion = y\n", "[profile dev]\n[profile \"dev\"]\n",
        "[profile dev]\nregion = y\nregion = z\n", "[profile dev]\nregion = y\nRegion: y\n",
    ])
    func `what stands twice is refused with its lines`(_ text: String) throws {
        var config = Sample.config(text)
        let error = try #require(throws: ConfigError.self) { try config.checkEditable("dev") }
        #expect(error.code == .ambiguousConfig)
        #expect(error.summary.contains("on lines "))
        #expect(throws: error) { try config.set("region", to: "x", in: "dev") }
        #expect(throws: error) { try config.remove("region", in: "dev") }
        #expect(config.text == text)
    }

    @Test func `the default profile with two forms of header is refused`() {
        #expect(throws: ConfigError.self) {
            try Sample.config("[default]\n[profile default]\n").checkEditable("default")
        }
    }

    @Test func `a duplicate elsewhere is nobody's business`() throws {
        try Sample.config("[profile a]\nx = 1\nx = 2\n[profile a]\n[profile dev]\nx = 1\nx = 2\n").checkEditable(
            "dev")
    }

    @Test func `bytes that are no UTF-8 stay as they are`() throws {
        let before =
            Array("[profile dev]\n# \u{FEFF}".utf8) + [0xFF, 0xFE, 0x0A, 0xC3, 0x28, 0x0A] + Array("x = ".utf8) + [0x80]
        var config = AWSConfigFile(before, style: .config)
        try config.set("region", to: "y", in: "dev")
        #expect(config.bytes == before + Array("\nregion = y\n".utf8))
    }

    private static func generated(_ generator: inout SplitMix) -> AWSConfigFile {
        AWSConfigFile(GeneratedConfig.bytes(using: &generator), style: .config)
    }

    /// Seeds of generated files that may be edited.
    private static let editable = (0..<400).filter { seed in
        var generator = SplitMix(UInt64(seed))
        return (try? generated(&generator).checkEditable("dev")) != nil
    }

    @Test func `most generated files may be edited, and some may not`() {
        #expect((200..<400).contains(Self.editable.count))
    }

    /// Whatever the file, nothing is read from it afterwards that was not before, but for the one key.
    @Test(arguments: editable)
    func `every other line and value outlives any edit`(_ seed: Int) throws {
        var generator = SplitMix(UInt64(seed))
        let before = Self.generated(&generator)
        var after = before
        let isSetting = Bool.random(using: &generator)
        if isSetting {
            try after.set("region", to: "new", in: "dev")
        } else {
            try after.remove("region", in: "dev")
        }
        #expect(after.value("region", in: "dev") == (isSetting ? "new" : nil))
        #expect(Self.others(after) == Self.others(before))

        let changed = Self.changes(from: before, to: after)
        #expect(changed.new.count(where: { $0.allSatisfy { $0 == 0x0A || $0 == 0x0D } }) <= 1)
        let text = String(decoding: changed.new.joined(), as: UTF8.self)
        #expect(
            ["", "region = new", "[profile dev]\nregion = new"].contains(text.normalized), "\(text.debugDescription)")
        let isOwn = changed.old.first.map { $0.lowercased.contains("region") } ?? true
        #expect(isOwn, "\(changed.old)")
    }

    /// Every profile's keys in their order with their values, less the key that was set.
    private static func others(_ config: AWSConfigFile) -> [String] {
        config.profiles.filter { $0 != "dev" || config.keys(in: $0) != ["region"] }.flatMap { profile in
            config.keys(in: profile).filter { profile != "dev" || $0 != "region" }
                .map { "\(profile).\($0)=\(config.value($0, in: profile) ?? "")" }
        }
    }

    /// The lines that differ, between those at the beginning and those at the end that do not.
    private static func changes(from before: AWSConfigFile, to after: AWSConfigFile) -> (old: [[UInt8]], new: [[UInt8]])
    {
        var (old, new) = (before.lines.map { Array($0.bytes) }[...], after.lines.map { Array($0.bytes) }[...])
        while let first = old.first, first == new.first { (old, new) = (old.dropFirst(), new.dropFirst()) }
        while let last = old.last, last == new.last { (old, new) = (old.dropLast(), new.dropLast()) }
        // A last line that had no ending has got one.
        if let first = old.first, let grown = new.first, grown.starts(with: first), grown.count - first.count <= 2 {
            (old, new) = (old.dropFirst(), new.dropFirst())
        }
        return (Array(old), Array(new))
    }
}

extension String {
    fileprivate var normalized: String {
        replacing("\r\n", with: "\n").replacing("\r", with: "\n").trimmed
    }
}

extension [UInt8] {
    fileprivate var lowercased: String { String(decoding: self, as: UTF8.self).lowercased() }
}
