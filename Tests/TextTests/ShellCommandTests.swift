import Testing
import Text

@Suite("commands to copy")
struct ShellCommandTests {
    @Test(arguments: [
        ("dev", "dev"), ("a@b-1.c_d:/e,f=g+%h", "a@b-1.c_d:/e,f=g+%h"), ("", "''"), ("my profile", "'my profile'"),
        ("$(id)", "'$(id)'"), ("it's", #"'it'\''s'"#), ("~", "'~'"), ("a\\b", #"'a\b'"#), ("ü", "'ü'"),
        ("\u{1B}[2J", #"$'\033[2J'"#), ("a'\n$(id)", #"$'a\047\012$(id)'"#), ("\u{202E}x", #"$'\342\200\256x'"#),
        ("\t\\", #"$'\011\134'"#),
    ])
    func `commands to copy quote each word for a shell`(_ word: String, _ quoted: String) {
        #expect(word.shellWord == quoted)
    }

    @Test func `commands to copy stand in quotation marks where that misleads nobody`() {
        #expect(ShellCommand("farsign", "login").after("run") == "run 'farsign login'")
        #expect(ShellCommand("farsign", "a b").after("run") == "run: farsign 'a b'")
    }
}
