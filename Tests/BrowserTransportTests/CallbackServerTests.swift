import BrowserSignIn
import BrowserTransport
import Foundation
import Glibc
import POSIX
import SignIn
import SocketTestSupport
import Synchronization
import TestSupport
import Testing
import Text

@Suite("The callback's server", .timeLimit(.minutes(5)))
struct CallbackServerTests {
    private let port: LoopbackPort

    init() throws {
        port = try LoopbackPort.listen()
    }

    private static let unexpected: CallbackServer.Refused = { Issue.record("refused uid \(String(describing: $0))") }

    /// Says what it was asked.
    private static let echo: CallbackServer.Answer = { request in
        BrowserResponse(
            status: 200, headers: [("X-Test", "yes")], body: "\(request.method) \(request.target) as \(request)")
    }

    /// Serves while `body` runs.
    private func serving(
        _ limits: CallbackServer.Limits = CallbackServer.Limits(),
        _ answer: @escaping CallbackServer.Answer = Self.echo, _ body: (CallbackServer) async throws -> Void
    ) async rethrows {
        let server = CallbackServer(on: port, limits: limits)
        server.serve(refused: Self.unexpected, answer: answer)
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    @Test func `a request is answered, and the connection closed`() async throws {
        try await serving { _ in
            let answer = try await RawClient(port.address).get("/oauth/callback?code=1", headers: "Cookie: a=b\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nX-Test: yes\r\nContent-Length: "))
            #expect(answer.contains("\r\nConnection: close\r\n\r\nGET /oauth/callback?code=1 as "))
            #expect(answer.contains("(name: \"cookie\", value: \"a=b\")"))
        }
    }

    @Test func `a request that comes before the server does waits for it`() async throws {
        let client = try RawClient(port.address)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await serving { _ in
            #expect(await client.rest().hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `a request in pieces is put together, and one in HEAD gets no body`() async throws {
        try await serving { _ in
            let client = try RawClient(port.address)
            for piece in ["HE", "AD /st", "art/x HTTP/1.1\r", "\nHo", "st: x\r\n", "\r\n"] { client.send(piece) }
            #expect(await client.rest().hasSuffix("Connection: close\r\n\r\n"))
        }
    }

    @Test(arguments: [
        "Content-Length: 3\r\n\r\nabc", "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    ])
    func `a request with a body is answered without being read`(_ rest: String) async throws {
        let asked = Mutex(0)
        try await serving(CallbackServer.Limits()) { request in
            asked.withLock { $0 += 1 }
            return await Self.echo(request)
        } _: { _ in
            let client = try RawClient(port.address)
            client.send("POST /oauth/callback HTTP/1.1\r\nHost: x\r\n\(rest)")
            #expect(await client.rest().hasPrefix("HTTP/1.1 400"))
        }
        #expect(asked.withLock { $0 } == 0)
    }

    @Test func `only the first of many requests on a connection is answered`() async throws {
        try await serving { _ in
            let client = try RawClient(port.address)
            client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = await client.rest()
            #expect(answer.contains("GET /1 as ") && !answer.contains("GET /2"))
        }
    }

    @Test(arguments: [
        "\u{16}\u{3}\u{1}", "{\"jsonrpc\":\"2.0\"}\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "GET /\u{1} HTTP/1.1\r\n\r\n",
    ])
    func `what is no request is turned away`(_ garbage: String) async throws {
        try await serving { _ in
            let client = try RawClient(port.address)
            client.send(garbage)
            #expect(await client.rest().hasPrefix("HTTP/1.1 400"))
            #expect(try await RawClient(port.address).get("/").hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test(arguments: [
        ("GET /", "a", 10 << 20), ("GET / HTTP/1.1\r\nX: ", "a", 10 << 20),
        ("GET / HTTP/1.1\r\n", "X: \(String(repeating: "y", count: 1_000))\r\n", 100),
        ("GET / HTTP/1.1\r\n", "X: y\r\n", 300), ("GET / HTTP/1.1\r\nContent-Length: 10485760\r\n\r\n", "a", 10 << 20),
    ])
    func `a request larger than a browser's is turned away`(_ start: String, _ piece: String, _ count: Int) async throws
    {
        try await serving { _ in
            let client = try RawClient(port.address)
            client.send(start + String(repeating: piece, count: count) + "\r\n")
            #expect(await client.rest().hasPrefix("HTTP/1.1 400"))
            #expect(try await RawClient(port.address).get("/").hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test(arguments: ["", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\n"])
    func `who does not finish a request is not waited for`(_ start: String) async throws {
        var limits = CallbackServer.Limits()
        limits.requestTimeout = .milliseconds(20)
        try await serving(limits) { _ in
            let client = try RawClient(port.address)
            client.send(start)
            #expect(await client.rest() == "")
        }
    }

    @Test func `connections that lie there make room for one that asks`() async throws {
        try await serving { _ in
            let silent = try (0..<100).map { _ in try RawClient(port.address) }
            #expect(try await RawClient(port.address).get("/").hasPrefix("HTTP/1.1 200"))
            #expect(await silent[0].rest() == "")
        }
    }

    @Test func `while all that there may be are being answered, one more is dropped`() async throws {
        var limits = CallbackServer.Limits()
        limits.connections = 2
        let held = Held()
        try await serving(limits, held.answer) { _ in
            let clients = try (0..<2).map { _ in try RawClient(port.address) }
            for client in clients { client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
            await held.requests(2)
            #expect(try await RawClient(port.address).get("/") == "")
            held.letGo()
            for client in clients { #expect(await client.rest().hasSuffix("held")) }
        }
    }

    @Test func `a stop lets an answer come to its end, and closes the rest at once`() async throws {
        let held = Held()
        let server = CallbackServer(on: port)
        server.serve(refused: Self.unexpected, answer: held.answer)
        let (client, silent) = (try RawClient(port.address), try RawClient(port.address))
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await held.requests(1)
        async let stopped: Void = server.stop()
        #expect(await silent.rest() == "")
        held.letGo()
        #expect(await client.rest().hasSuffix("held"))
        await stopped
        await server.stop()
    }

    @Test func `a stop does not wait for ever`() async throws {
        var limits = CallbackServer.Limits()
        limits.shutdownGracePeriod = .milliseconds(20)
        let held = Held()
        let server = CallbackServer(on: port, limits: limits)
        server.serve(refused: Self.unexpected, answer: held.answer)
        let client = try RawClient(port.address)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await held.requests(1)
        await server.stop()
        #expect(await client.rest() == "")
        held.letGo()
    }

    @Test(arguments: [true, false])
    func `a stop closes the port, whether or not it was served`(_ isServed: Bool) async throws {
        let server = CallbackServer(on: port)
        if isServed {
            server.serve(refused: Self.unexpected, answer: Self.echo)
            #expect(try await RawClient(port.address).get("/").hasPrefix("HTTP/1.1 200"))
        }
        await server.stop()
        // A child of another test may hold the port for as long as it takes to become a program.
        while (try? RawClient(port.address)) != nil {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    @Test func `a port that another listens on is taken`() throws {
        defer { close(port.descriptor) }
        let error = #expect(throws: StateError.self) { try LoopbackPort.listen(on: port.address.port) }
        #expect(error?.code == .portTaken)
        #expect(error?.path == port.address.host)
    }

    @Test func `the callback's server serves on a UNIX socket, whose file is gone with it`() async throws {
        let place = try SocketPlace()
        let listening = try place.socket().listen()
        let server = CallbackServer(on: listening)
        server.serve(refused: Self.unexpected, answer: Self.echo)
        #expect(try await RawClient(place.socket()).get("/start/x").contains("GET /start/x as "))
        #expect(mode(of: listening.socket.path) == 0o600)
        await server.stop()
        #expect(mode(of: listening.socket.path) == nil)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can act as another user"))
    func `a process of another user gets no answer on a UNIX socket, and is told of`() async throws {
        let place = try SocketPlace()
        let listening = try place.socket().listen()
        // As if the permissions of file and directory had not kept it out.
        chmod(place.path, 0o755)
        chmod(listening.socket.path, 0o666)
        let refused = Mutex<[Int?]>([])
        let server = CallbackServer(on: listening)
        server.serve(refused: { uid in refused.withLock { $0.append(uid) } }, answer: Self.echo)
        let connect = "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); print(s.recv(9))"
        #expect(try Self.asStranger(connect, listening.socket.path) == "b''\n")
        #expect(refused.withLock { $0 } == [65_534])
        await server.stop()
    }

    @Test(.enabled(if: geteuid() == 0, "only root can act as another user"))
    func `a process of another user gets no answer on a port, and is told of`() async throws {
        let refused = Mutex<[Int?]>([])
        let server = CallbackServer(on: port)
        server.serve(refused: { uid in refused.withLock { $0.append(uid) } }, answer: Self.echo)
        let connect = """
            import socket, sys
            s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            try: print(s.recv(9))
            except ConnectionResetError: print(b"")
            """
        #expect(try Self.asStranger(connect, "\(port.address.port)") == "b''\n")
        #expect(refused.withLock { $0 } == [65_534])
        #expect(try await RawClient(port.address).get("/").hasPrefix("HTTP/1.1 200"))
        await server.stop()
    }

    @Test func `a process that the kernel no longer knows gets no answer, and is told of without a uid`() async throws {
        // Without a name it is closed at the end of the line.
        try RawClient(port.address).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        let refused = Events<Int?>()
        let server = CallbackServer(on: port)
        server.serve(refused: refused.add) { request in
            Issue.record("it was asked")
            return await Self.echo(request)
        }
        #expect(await refused.next() == .some(nil))
        await server.stop()
    }

    /// What a Python program prints as Debian's `nobody`.
    private static func asStranger(_ program: String, _ argument: String) throws -> String? {
        let stranger = Process()
        stranger.executableURL = URL(filePath: "/usr/bin/setpriv")
        stranger.arguments = [
            "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", program, argument,
        ]
        let output = Pipe()
        stranger.standardOutput = output
        try stranger.run()
        return try output.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) }
    }
}
