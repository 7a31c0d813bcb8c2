import Session
import SessionTestSupport
import TestSupport
import Testing
import Text

@Suite("Reading an AWS config file")
struct AWSConfigFileTests {
    private static let config = """
        # a comment
        [default]
        region=us-east-1
        Output = json ; shown to people

        [profile a b]
        region = nobody

        [profile "a b"]
        region = eu-west-1\t# Dublin
        [profile 'c d']
            region = eu-west-2
            output: text
        [profile empty]
        [services mine]
        s3 =
            endpoint_url = https://s3
        signin =

            # a comment
            endpoint_url = https://signin
            other = x
        [sso-session s]
        region = us-west-1
        """

    @Test func `profiles are those with a header of theirs`() {
        #expect(Sample.config(Self.config).profiles == ["default", "a b", "c d", "empty"])
    }

    @Test(arguments: [
        ("region", "default", "us-east-1"), ("output", "default", "json"), ("region", "a b", "eu-west-1"),
        ("region", "c d", "eu-west-2"), ("output", "c d", "text"), ("region", "empty", nil), ("region", "s", nil),
    ])
    func `a value is found whatever its line's form`(_ key: String, _ profile: String, _ value: String?) {
        #expect(Sample.config(Self.config).value(key, in: profile) == value)
    }

    @Test func `a nested value is found under its service`() {
        let config = Sample.config(Self.config)
        #expect(config.value("endpoint_url", under: "signin", inServices: "mine") == "https://signin")
        #expect(config.value("endpoint_url", under: "s3", inServices: "mine") == "https://s3")
        #expect(config.value("other", under: "s3", inServices: "mine") == nil)
        #expect(config.value("endpoint_url", under: "signin", inServices: "yours") == nil)
    }

    @Test func `of a key that stands twice the last is read`() {
        let config = Sample.config("[profile a]\nregion = one\n[profile a]\nregion = two\n")
        #expect(config.value("region", in: "a") == "two")
        #expect(config.profiles == ["a"])
    }

    @Test func `a credentials file's headers are bare names`() {
        let file = Sample.config("[default]\na = 1\n[my profile]\na = 2\n[profile x]\na = 3", style: .credentials)
        #expect(file.profiles == ["default", "my profile", "profile x"])
        #expect(file.value("a", in: "my profile") == "2")
        #expect(file.value("a", in: "x") == nil)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `any line ending ends a line`(_ ending: String) {
        let text = "\u{FEFF}[profile a]\nregion = eu-west-1\n\n[profile b]\n  region = x"
            .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: ending)
        let config = Sample.config(text)
        #expect(config.profiles == ["a", "b"])
        #expect(config.value("region", in: "a") == "eu-west-1")
        #expect(config.value("region", in: "b") == "x")
    }

    @Test(arguments: ["", "\n", "[", "]", "[]", "[profile]", "[profile \"open]", "=", "= x", "a", " = \n[profile x"])
    func `nonsense is read as nothing`(_ text: String) {
        let config = Sample.config(text)
        #expect(config.profiles == [])
        #expect(config.value("a", in: "default") == nil)
        #expect(config.text == text)
    }

    @Test func `random bytes never crash and come back as they were`() {
        var generator = SplitMix(7)
        let signs = Array("[] =:#;\"'\r\n\tprofiledefaultregion\u{FEFF}\u{301}".utf8) + [0xFF, 0x00]
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                signs[Int.random(in: signs.indices, using: &generator)]
            }
            var config = AWSConfigFile(bytes, style: .config)
            #expect(config.bytes == bytes)
            _ = config.profiles
            try? config.set("region", to: "us-east-1", in: "default")
            try? config.remove("region", in: "default")
        }
    }
}
