import Glibc
import SignInSandbox
import Testing
import Text

/// The sandbox as a person starts it, and a browser in another program.
@Suite("farsign-sandbox on its own")
struct SandboxProgramTests {
    private let machine: Machine
    private let program: RunningProgram
    private let endpoint: String
    private static let bob = "arn:aws:sts::123456789012:assumed-role/Admin/bob"

    init() async throws {
        machine = try await Machine()
        program = try RunningProgram(
            "\(Machine.binaries)/farsign-sandbox", ["--port", "0"], input: .file("/dev/null"),
            environment: machine.environment())
        let line = try await program.line()
        endpoint = try #require(line.split(separator: " ").last.map(String.init))
    }

    /// Opens the page, presses a button as a form does, follows redirects, and prints what the last page shows.
    private static let browser = """
        import html, re, sys, urllib.parse, urllib.request
        url, decision, identity = sys.argv[1:]
        page = urllib.request.urlopen(url).read().decode()
        offered = [html.unescape(v) for v in re.findall(r'name="identity" value="([^"]*)"', page)]
        assert identity in offered and 'method="post" action="/v1/authorize"' in page, page
        form = {"request": re.search(r'name="request" value="([^"]*)"', page)[1], "decision": decision,
                "identity": identity}
        target = urllib.parse.urljoin(url, "/v1/authorize")
        page = urllib.request.urlopen(target, urllib.parse.urlencode(form).encode()).read().decode()
        code = re.search(r'<pre id="code"[^>]*>([^<]*)</pre>', page)
        sys.stdout.write(html.unescape(code[1]) if code else re.search("<h1>(.*)</h1>", page)[1])
        """

    @Test func `a person clicks through to the code, and signs in with it`() async throws {
        let url = try await offer()
        let code = try await browse(url, "allow", Self.bob)
        let submit = try await machine.farsign(["submit", "--json"], input: code.answer, environment: environment)

        #expect(code.answer.utf8.count == 748, "\(code.notices)")
        #expect(submit.status == 0, "\(submit.notices)")
        #expect(try submit.lines.first?["session"]?.text == Self.bob)
        let identity = try await machine.run(
            Client.awscli,
            ["sts", "get-caller-identity", "--output", "json", "--profile", "dev", "--endpoint-url", endpoint],
            environment: environment)
        #expect(try identity.json["Arn"]?.text == Self.bob, "\(identity.notices)")
        #expect(machine.sandbox.requests.isEmpty)
    }

    @Test func `a person denies, and the login goes on waiting`() async throws {
        let page = try await browse(try await offer(), "deny", Self.bob)
        #expect(page.answer == "Sign-in denied", "\(page.notices)")
        #expect(try machine.pendingFiles().count == 1)
    }

    @Test func `farsign-sandbox listens on loopback alone`() async throws {
        let port = try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })
        let hex = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: 4 - hex.count) + hex
        var listeners: [Substring] = []
        let sockets = try await machine.run("/bin/cat", ["/proc/net/tcp", "/proc/net/tcp6"]).answer
        for line in sockets.split(separator: "\n") {
            let fields = line.split(separator: " ")
            if fields.count > 3, fields[3] == "0A", fields[1].hasSuffix(suffix) { listeners.append(fields[1]) }
        }
        #expect(listeners == ["0100007F\(suffix)"])
    }

    @Test func `a signal ends farsign-sandbox`() async throws {
        program.signal(SIGTERM)
        #expect(try await program.end().status == 128 + SIGTERM)
    }

    private var environment: [String: String] { ["AWS_ENDPOINT_URL_SIGNIN": endpoint] }

    private func offer() async throws -> String {
        let login = try await machine.farsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--no-wait", "--json"], environment: environment)
        return try #require(try login.lines.first?["url"]?.text, "\(login.notices)")
    }

    private func browse(_ url: String, _ decision: String, _ identity: String) async throws -> Machine.Outcome {
        try await machine.run("/usr/bin/python3", ["-c", Self.browser, url, decision, identity])
    }
}
