import FoundationEssentials
import Testing
import Text

/// What a broken or hostile program of the user's own sends to a login's socket.
@Suite("abuse of a waiting login's socket")
struct BrokerAbuseTests {
    private let machine: Machine
    private let login: RunningProgram
    private let offer: JSONValue
    private let socket: String

    init() async throws {
        machine = try await Machine()
        (login, offer) = try await machine.waitingLogin()
        socket = try #require(offer["socket"]?.text)
    }

    private func signIn() async throws {
        let relay = try await SocketClient.greeted(of: machine, at: socket)
        #expect(try await relay.signIn(offer, at: machine.sandbox)["result"]?["profile"]?.text == "dev")
        #expect(try await login.end().status == 0)
    }

    @Test func `garbage is answered, and the connection stays`() async throws {
        let client = try SocketClient(of: machine, to: socket)
        for line in [
            "garbage", "\u{0}\u{1}", "", "{}", "[]", "{\"jsonrpc\":\"2.0\",\"id\":1}", "{\"jsonrpc\":\"1.0\"}",
        ] {
            try await client.send(line)
            let code = try await client.answer()["error"]?["code"]?.int
            #expect([-32_700, -32_600].contains(code), "\(line)")
        }
        #expect(try await client.ask("logins")["error"]?["data"]?["code"]?.text == "hello-first")
        let hello: JSONValue = ["protocol": .integer(1), "client": .string("test/1")]
        #expect(try await client.ask("hello", hello)["result"]?["protocol"]?.int == 1)
        #expect(try await client.profiles() == ["dev"])
        try await signIn()
    }

    /// Each leaves its connections open until the login has ended.
    private static let floods: [(what: String, program: String)] = [
        ("half lines", "for _ in range(40): connect().sendall(b'{\"jsonrpc\":')"),
        ("silence", "for _ in range(40): connect()"),
        ("lines of 10 MB", "for _ in range(40): flood(b'x' * 10_000_000)"),
        ("10 MB of requests, whose answers nobody reads", "flood(b'{}\\n' * 3_300_000)"),
        ("a thousand connections, and their end", "for _ in range(1000): connect()\nfor s in held: s.close()"),
    ]

    @Test(arguments: floods)
    func `the login bears it in bounded memory, and signs in`(_ flood: (what: String, program: String)) async throws {
        let before = try residentKilobytes()
        let program = """
            import socket, sys
            held = []
            def connect():
                held.append(socket.socket(socket.AF_UNIX))
                held[-1].connect(sys.argv[1])
                return held[-1]
            def flood(data):
                s = connect()
                s.settimeout(2)
                try: s.sendall(data)
                except OSError: pass
            """
        let client = try machine.start(
            "/usr/bin/python3",
            ["-c", "\(program)\n\(flood.program)\nprint('done', flush=True)\nsys.stdin.read()", socket], input: .pipe)
        #expect(try await client.line() == "done")
        #expect(try residentKilobytes() - before < 32_768)
        try await signIn()
    }

    /// The most that it ever had.
    private func residentKilobytes() throws -> Int {
        let status = try machine.text(of: "/proc/\(login.pid)/status")
        return try #require(status.firstMatch(of: /VmHWM:\s+([0-9]+) kB/).flatMap { Int($0.1) })
    }
}
