import SignInSandbox
import TerminalTestSupport
import Testing

/// What other programs and pages do to the port of a login's callback.
@Suite("the callback's port", .enabled(if: Machine.canGiveAway))
struct HostilePageTests {
    private let people: People
    private let browser: BrowserByHand
    private let login: RunningProgram
    private let relay: RunningProgram
    private let start: String
    private let port: Substring

    init() async throws {
        people = try await People()
        browser = try BrowserByHand(of: people.laptop)
        login = try await people.server.waitingLogin().program
        relay = try people.startRelay([People.destination, "--yes", People.destination], browser: browser.command)
        start = try await browser.url()
        port = try #require(start.firstMatch(of: /127\.0\.0\.1:([0-9]+)\/start\//)).1
    }

    private func signIn() async throws {
        #expect(try await browser.signIn(start).status == 200)
        #expect(try await login.end().status == 0)
    }

    @Test func `the callback's port gives nothing to a page of another site, and the login goes on`() async throws {
        let server = try people.laptop.start(
            "/usr/bin/python3", ["-c", Self.server, Self.page(attacking: port)])
        let site = try await server.line()

        let visit = try await Browser(of: people.laptop, pressing: [], options: ["--scripts"]).open(
            "http://127.0.0.1:\(site)/")
        #expect(visit.pages.last?.title == "tried 24")
        let frames = visit.requests.filter { $0.url.contains(":\(port)/") }
        #expect(frames.count == 6)
        #expect(frames.allSatisfy { $0.status == 400 || $0.status == 404 }, "\(frames)")
        #expect(people.server.count(.redeem) == 0)
        try await signIn()
    }

    private static let server = """
        import http.server, sys
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(sys.argv[1].encode())
            def log_message(self, *_): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Page)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    /// Asks in every way that a script has, each waited for, and in frames and images, for which the page waits.
    private static func page(attacking port: Substring) -> String {
        let targets = [
            "/oauth/callback", "/oauth/callback?code=stolen", "/oauth/callback?code=stolen&state=guessed",
            "/oauth/callback?error=access_denied&state=guessed", "/start/guessed", "/",
        ].map { "http://127.0.0.1:\(port)\($0)" }
        let frames = targets.map { "<iframe src='\($0)'></iframe><img src='\($0)'>" }.joined(separator: "\n")
        return """
            <!doctype html><title>none</title>
            \(frames)
            <script>
            let tried = 0
            for (const url of [\(targets.map { "'\($0)'" }.joined(separator: ", "))])
                for (const method of ["GET", "POST", "PUT", "DELETE"]) {
                    const request = new XMLHttpRequest()
                    request.open(method, url, false)
                    request.withCredentials = true
                    try { request.send("x") } catch {}
                    if (request.status == 0) tried += 1
                }
            document.title = "tried " + tried
            </script>
            """
    }

    static let requests: [(line: String, host: String, status: Int)] = [
        ("POST /oauth/callback", "127.0.0.1", 404), ("PUT /oauth/callback", "127.0.0.1", 404),
        ("DELETE /oauth/callback", "127.0.0.1", 404), ("OPTIONS *", "127.0.0.1", 404),
        ("GET /", "127.0.0.1", 404), ("GET /favicon.ico", "127.0.0.1", 404), ("GET /start/", "127.0.0.1", 404),
        ("GET /start/guessed", "127.0.0.1", 404), ("GET /oauth/callback/", "127.0.0.1", 404),
        ("GET /oauth/callback", "127.0.0.1", 400), ("GET /oauth/callback?code=x&state=y", "127.0.0.1", 400),
        ("GET /oauth/callback?error=access_denied&state=y", "127.0.0.1", 400),
        ("GET START", "evil.example", 400), ("GET START", "localhost", 400),
        ("GET START", "127.0.0.1.evil.example", 400),
        ("POST START", "127.0.0.1", 404),
    ]

    @Test func `the callback's port answers nothing else with 400 or 404, and the login goes on`() async throws {
        let path = try #require(start.firstMatch(of: /\/start\/.*/)).0
        for request in Self.requests {
            let line = request.line.replacing("START", with: path)
            let answer = try await people.laptop.request(
                "\(line) HTTP/1.1\r\nHost: \(request.host):\(port)\r\n\r\n", to: port)
            #expect(answer.status == request.status, "\(request)")
        }
        let noHost = try await people.laptop.request("GET \(path) HTTP/1.0\r\n\r\n", to: port)
        #expect(noHost.status == 400)
        try await signIn()
    }
}
