import FoundationEssentials
import SignInSandbox
import Text

/// A process of a machine's user at the other end of a UNIX socket, which speaks the relay protocol or what else the
/// test has it say.
struct SocketClient: Sendable {
    let program: RunningProgram

    private static let copy = """
        import socket, sys, threading
        server = socket.socket(socket.AF_UNIX)
        server.connect(sys.argv[1])
        def send():
            try:
                while chunk := sys.stdin.buffer.read1(65536): server.sendall(chunk)
            except OSError: pass
        threading.Thread(target=send, daemon=True).start()
        try:
            while chunk := server.recv(65536):
                sys.stdout.buffer.write(chunk)
                sys.stdout.flush()
        except ConnectionResetError: pass
        """

    init(of machine: Machine, to path: String) throws {
        program = try machine.start("/usr/bin/python3", ["-c", Self.copy, path], input: .pipe)
    }

    func send(_ line: String) async throws {
        try await program.send(line + "\n")
    }

    func answer() async throws -> JSONValue {
        try JSONValue(parsing: Array(try await program.line().utf8))
    }

    /// The whole answer to a request, as it comes next.
    @discardableResult
    func ask(_ method: String, _ params: JSONValue = [:]) async throws -> JSONValue {
        let request: JSONValue = [
            "jsonrpc": .string("2.0"), "id": .integer(1), "method": .string(method), "params": params,
        ]
        try await send(request.canonical)
        return try await answer()
    }

    /// One that has said hello.
    static func greeted(of machine: Machine, at path: String) async throws -> SocketClient {
        let client = try SocketClient(of: machine, to: path)
        let answer = try await client.ask("hello", ["protocol": .integer(1), "client": .string("test/1")])
        guard answer["result"]?["protocol"]?.int == 1 else { throw MachineError("no hello: \(answer.canonical)") }
        return client
    }

    /// The profiles that wait.
    func profiles() async throws -> [String] {
        try await ask("logins")["result"]?.array.compactMap { $0["profile"]?.text } ?? []
    }

    /// Signs a login in, as a relay does.
    func signIn(_ offer: JSONValue, at sandbox: SignInSandbox) async throws -> JSONValue {
        let login = offer["login"] ?? .null
        let authorize = try await ask(
            "authorize",
            [
                "login": login, "redirect_uri": .string("http://127.0.0.1:8976/oauth/callback"),
                "phrase": .string("copper lantern 4127"),
            ])
        guard let url = authorize["result"]?["url"]?.text else { throw MachineError(authorize.canonical) }
        let callback = try sandbox.signIn(at: url)
        return try await ask("submit", ["login": login, "reply": .string(callback)])
    }
}

extension Machine {
    /// Returns once somebody listens at a socket.
    func waitForSocket(_ path: String) async throws {
        let program = """
            import socket, sys, time
            while True:
                try:
                    socket.socket(socket.AF_UNIX).connect(sys.argv[1])
                    break
                except OSError: time.sleep(0.002)
            """
        let outcome = try await run("/usr/bin/timeout", ["60", "/usr/bin/python3", "-c", program, path])
        guard outcome.status == 0 else { throw MachineError("nobody listens at \(path)") }
    }
}
