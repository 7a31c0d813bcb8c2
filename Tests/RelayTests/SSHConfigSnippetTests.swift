import Relay
import Testing
import Text

@Suite("Lines of ~/.ssh/config that lead to a relay")
struct SSHConfigSnippetTests {
    private func snippet(
        _ destination: String = "web1", local: String = "/home/me/relay.sock", user: String = "alice"
    ) throws -> String {
        try SSHConfigSnippet(destination: try SSHDestination(destination), local: local, user: user).text
    }

    @Test func `the lines forward the socket, name it, and say what else there is to do`() throws {
        #expect(
            try snippet("alice@web1") == """
                # For ~/.ssh/config, while this runs here:
                #   farsign-relay --listen /home/me/relay.sock
                # Once on the server:
                #   mkdir -p -m 700 /home/alice/.farsign-relay
                # and in its sshd_config: AcceptEnv FARSIGN_RELAY, and StreamLocalBindUnlink yes.
                Host web1
                    User alice
                    RemoteForward /home/alice/.farsign-relay/relay.sock /home/me/relay.sock
                    SetEnv FARSIGN_RELAY=/home/alice/.farsign-relay/relay.sock

                """)
    }

    @Test func `a destination without a user leaves the user to the other lines of that file`() throws {
        #expect(try !snippet("web1").contains("    User"))
    }

    @Test func `root's socket is in its home`() throws {
        #expect(
            try snippet(user: "root").contains(
                "    RemoteForward /root/.farsign-relay/relay.sock /home/me/relay.sock\n"))
    }

    @Test func `names with spaces are one argument each`() throws {
        let text = try snippet(local: "/home/me/a b", user: "c d")
        #expect(text.contains(#"    RemoteForward "/home/c d/.farsign-relay/relay.sock" "/home/me/a b""# + "\n"))
        #expect(text.contains(#"    SetEnv "FARSIGN_RELAY=/home/c d/.farsign-relay/relay.sock""# + "\n"))
        #expect(text.contains("#   farsign-relay --listen '/home/me/a b'\n"))
    }

    @Test(arguments: ["", "a\nb", "a\"b", "a'b", "a\\b", "a#b", "a%b", "a$b", "\u{1B}", "a\u{202E}b"])
    func `what would be more, or something else, than one argument there is refused`(_ text: String) {
        #expect(throws: UsageError.self) { try snippet(local: text) }
        #expect(throws: UsageError.self) { try snippet(user: text) }
    }

    @Test(arguments: [
        ("user alice\nhostname web1\n", "alice"), ("host web1\nuser a b\nuser c\n", "a b"), ("username x\n", nil),
        ("", nil),
    ])
    func `the account is what ssh -G says first`(_ settings: String, _ user: String?) {
        #expect(SSHConfigSnippet.user(in: settings) == user)
    }

    @Test(arguments: [
        ("web1", "web1", nil), ("alice@web1", "web1", "alice"), ("a@b@web1", "web1", "a@b"), ("::1", "::1", nil),
    ])
    func `a destination has a host and may have a user`(_ text: String, _ host: String, _ user: String?) throws {
        let destination = try SSHDestination(text)
        #expect(destination.host == host)
        #expect(destination.user == user)
    }

    @Test(arguments: [
        "", "@", "alice@", "@web1", "a@@web1", "ssh://web1", "web*", "web?", "!web1", "web1 web2", "web1\n", "\tweb1",
        "web1\u{A0}", "\"web1\"", "'web1'", "web\\1", "#web1", "web1\u{1B}",
    ])
    func `a pattern, a URL or more than one word is no destination`(_ text: String) throws {
        let error = try #require(throws: UsageError.self) { try SSHDestination(text) }
        #expect(error.summary == "'\(text.shown)' cannot be a Host in ~/.ssh/config")
    }
}
