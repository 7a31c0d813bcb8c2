import FoundationEssentials
import Glibc
import Testing

/// A server that would have the workstation's browser open something else.
@Suite("a hostile server", .enabled(if: Machine.canGiveAway))
struct HostileServerTests {
    /// In place of a broker, `broker.py URL LOGINS [SOCKET]`: it answers every `authorize` with the same URL. It has one
    /// login, or whenever it is asked three others; and is behind standard input and output as `farsign attach` is, or
    /// connects to a relay's socket, and then notes what it is asked.
    private static let broker = """
        import json, socket, sys
        url, logins, source, sink = sys.argv[1], sys.argv[2], sys.stdin, sys.stdout
        if len(sys.argv) > 3:
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(sys.argv[3])
            source, sink = connection.makefile("r"), connection.makefile("w")
        def login(id, profile):
            return {"login": id, "profile": profile, "region": "us-east-1",
                    "started_at": "2026-01-01T00:00:00Z", "expires_at": "2026-01-01T00:10:00Z"}
        count = 0
        for line in source:
            count += 1
            request = json.loads(line)
            result = {
                "hello": {"protocol": 1, "server": "farsign/0.1.0", "host": "web1", "user": "server"},
                "logins": [login("0123456789ab", "dev")] if logins == "one"
                    else [login(f"{count:011x}{place}", "x" * 1000) for place in range(3)],
                "authorize": {"url": url.replace("REDIRECT", request["params"].get("redirect_uri", ""))},
            }.get(request["method"], {})
            if logins != "one" or request["method"] != "logins" or not request["params"]["known"]:
                print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), file=sink, flush=True)
            if source is not sys.stdin: print(request["method"], file=sys.stderr, flush=True)
            if count == 60: print("web9: signed in as root", file=sys.stderr, flush=True)
        """

    /// For `farsign-relay`, without a person.
    private static func arguments(at people: People, url: String, logins: String = "one") -> [String] {
        [
            People.destination, "--yes", People.destination, "--remote-command",
            "python3 \(people.server.home)/broker.py '\(url)' \(logins)",
        ]
    }

    private static let query =
        "?response_type=code&client_id=arn:aws:signin:::devtools/same-device&state=00000000-0000-4000-8000-000000000000"
        + "&code_challenge_method=SHA-256&scope=openid&code_challenge=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
    private static let fine = "https://us-east-1.signin.aws.amazon.com/v1/authorize" + query + "&redirect_uri=REDIRECT"

    static let urls: [(what: String, url: String)] = [
        ("another site", fine.replacing("amazon.com", with: "evil.example")),
        ("plain HTTP", fine.replacing("https:", with: "http:")),
        ("another path", fine.replacing("/v1/authorize", with: "/v1/logout")),
        ("another redirect", fine.replacing("REDIRECT", with: "http://127.0.0.1:1/oauth/callback")),
        ("a redirect elsewhere", fine.replacing("REDIRECT", with: "https://evil.example/oauth/callback")),
        ("a longer query", fine + "&next=1"), ("a parameter twice", fine + "&scope=openid"),
        ("the flow whose page shows the code", fine.replacing("same-device", with: "cross-device")),
        ("a file", "file:///etc/passwd"), ("a script", "javascript:alert(1)"), ("an option", "--help"), ("nothing", ""),
    ]

    @Test(arguments: urls)
    func `a hostile server cannot have any other page opened`(_ hostile: (what: String, url: String)) async throws {
        let people = try await People()
        let opened = "\(people.laptop.home)/opened"
        try people.server.give(Self.broker, as: "broker.py")
        let relay = try people.startRelay(
            Self.arguments(at: people, url: hostile.url), browser: "/usr/bin/touch \(opened) %s")

        let refused = try await relay.notice(with: "refused to open the URL that the server sent: ")
        #expect(refused.hasPrefix("\(People.destination): "))
        relay.signal(SIGTERM)
        let end = try await relay.end()
        #expect(!end.notices.contains("phrase:"))
        #expect(!FileManager.default.fileExists(atPath: opened))
    }

    @Test func `a hostile server with one login after another opens so many browsers and no more`() async throws {
        let people = try await People()
        let opened = "\(people.laptop.home)/opened"
        try people.server.give(Self.broker, as: "broker.py")
        let relay = try people.relayAtTerminal(
            Self.arguments(at: people, url: Self.fine, logins: "changing"), browser: "/bin/sh -c 'echo >>\(opened)' %s")
        try await relay.screen(with: "\(People.destination): offers more than 16 logins a minute")
        // It goes on, and says so in a line of its own making.
        let screen = try await relay.screen(with: "\(People.destination) (ssh): web9: signed in as root")
        #expect(screen.ranges(of: "asks to sign in: profile \(String(repeating: "x", count: 100))… in").count == 16)
        #expect(try people.laptop.text(of: opened).count <= 16)
    }

    @Test func `a hostile server that connects to --listen again and again is told of so many times and no more`()
        async throws
    {
        let people = try await People()
        let socket = "\(people.laptop.home)/relay.sock"
        let relay = try people.relayAtTerminal(["--listen", socket], browser: "/usr/bin/false")
        try await people.laptop.waitForSocket(socket)
        let program = """
            import json, socket, sys
            for _ in range(200):
                relay = socket.socket(socket.AF_UNIX)
                relay.connect(sys.argv[1])
                lines = relay.makefile("rw")
                hello = json.loads(lines.readline())
                result = {"protocol": 1, "server": "x/1", "host": "x" * 100, "user": "x"}
                lines.write(json.dumps({"jsonrpc": "2.0", "id": hello["id"], "result": result}) + "\\n")
                lines.flush()
                lines.readline()
            """
        let server = try people.laptop.start("/usr/bin/python3", ["-c", program, socket])
        let screen = try await relay.screen(with: "servers connect more than 16 times a minute")
        let ended = try await server.end()
        #expect(ended.status == 0, "\(ended.notices)")
        #expect(screen.ranges(of: "connected (it says it is x on").count == 16)
    }

    /// So that the tests above fail for what they change alone.
    @Test func `a hostile server that offers a sign-in page has that opened`() async throws {
        let people = try await People()
        let browser = try BrowserByHand(of: people.laptop)
        try people.server.give(Self.broker, as: "broker.py")
        let relay = try people.startRelay(
            Self.arguments(at: people, url: Self.fine), browser: browser.command)
        try await relay.notice(with: "phrase:")
        let start = try await people.laptop.get(try await browser.url())
        #expect(start.header("location")?.hasPrefix("https://us-east-1.signin.aws.amazon.com/v1/authorize?") == true)
    }

    /// It may have learnt its id.
    @Test func `a hostile server that has a login of another server's name does not get that one's answers`()
        async throws
    {
        let people = try await People()
        let socket = "\(people.laptop.home)/relay.sock"
        try people.laptop.give(Self.broker, as: "broker.py")
        let relay = try people.relayAtTerminal(["--listen", socket], browser: "/usr/bin/false")
        try await people.laptop.waitForSocket(socket)
        let connect = { () throws in
            try people.laptop.start(
                "/usr/bin/python3", ["\(people.laptop.home)/broker.py", Self.fine, "one", socket])
        }
        let first = try connect()
        try await first.notice(with: "authorize")
        try await relay.screen(with: "[y/n] ")
        let second = try connect()
        try await second.notice(with: "authorize")

        try await relay.type("n\r")
        try await first.notice(with: "refuse")
    }
}
