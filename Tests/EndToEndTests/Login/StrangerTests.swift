import FoundationEssentials
import Glibc
import TerminalTestSupport
import TestSupport
import Testing
import Text

/// A third user, to whom root has opened what is closed to him.
@Suite("another user of the machine", .enabled(if: Machine.canGiveAway))
struct StrangerTests {
    private let people: People
    private let uid: Int

    init() async throws {
        people = try await People()
        uid = Int(try #require(people.stranger.account?.uid))
    }

    @Test func `another user is turned away from the broker's socket, and is in the history`() async throws {
        let (login, offer) = try await people.server.waitingLogin()
        let socket = try #require(offer["socket"]?.text)
        try people.server.open(socket)

        let stranger = try SocketClient(of: people.stranger, to: socket)
        #expect(try await stranger.program.end().answer == "")
        let refused = try await people.server.awaitEvent("relay-refused")
        #expect(refused["detail"]?["peer_uid"]?.int == uid)
        #expect(refused["detail"]?["way"]?.text == "socket")
        #expect(refused["outcome"]?.text == "failed")
        let relay = try await SocketClient.greeted(of: people.server, at: socket)
        #expect(try await relay.signIn(offer, at: people.sandbox)["result"]?["profile"]?.text == "dev")
        #expect(try await login.end().status == 0)
    }

    @Test func `another user is turned away from the socket of a callback, and is told of`() async throws {
        let (login, offer) = try await people.server.waitingLogin("dev", ["--callback", "8976"])
        let socket = try #require(offer["callback_socket"]?.text)
        try people.server.open(socket)

        let stranger = try SocketClient(of: people.stranger, to: socket)
        #expect(try await stranger.program.end().answer == "")
        try await login.notice(with: "refused a process of another user (uid \(uid))")
        #expect(try await people.server.awaitEvent("relay-refused")["detail"]?["way"]?.text == "callback")
        #expect(try people.server.pendingFiles().count == 1)
    }

    @Test func `another user who keeps coming is told of once, and is in the history once for each socket`()
        async throws
    {
        let (login, offer) = try await people.server.waitingLogin("dev", ["--callback", "8976"])
        let socket = try #require(offer["socket"]?.text)
        let callback = try #require(offer["callback_socket"]?.text)
        try people.server.open(socket)
        try people.server.open(callback)

        try await people.stranger.knock(at: socket, times: 50)
        _ = try await people.server.awaitEvent("relay-refused")
        try await people.stranger.knock(at: callback, times: 50)
        try await login.notice(with: "refused a process of another user (uid \(uid))")
        let relay = try await SocketClient.greeted(of: people.server, at: socket)
        #expect(try await relay.signIn(offer, at: people.sandbox)["result"]?["profile"]?.text == "dev")
        let end = try await login.end()
        #expect(end.status == 0)
        #expect(!end.notices.contains("refused"), "\(end.notices)")
        let refused = try await people.server.events("relay-refused")
        #expect(refused.map { $0["detail"]?["way"]?.text } == ["socket", "callback"])
    }

    @Test func `another user is turned away from the relay's socket, and the person is told`() async throws {
        let socket = "\(people.laptop.home)/relay.sock"
        let relay = try people.relayAtTerminal(["--listen", socket], browser: "/usr/bin/false")
        try await people.laptop.waitForSocket(socket)
        try people.laptop.open(socket)

        let stranger = try SocketClient(of: people.stranger, to: socket)
        #expect(try await stranger.program.end().answer == "")
        try await relay.screen(with: "refused a process of another user (uid \(uid), process \(stranger.program.pid))")
    }

    @Test func `another user who answers at a socket of ours gets no hello`() async throws {
        let program = """
            import socket, sys
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(sys.argv[1])
            listener.listen()
            print("listening", flush=True)
            while True:
                connection, _ = listener.accept()
                print("heard", connection.recv(100), flush=True)
            """
        try people.laptop.open(people.laptop.home, mode: 0o777)
        let socket = "\(people.laptop.home)/web1.sock"
        let stranger = try people.stranger.start("/usr/bin/python3", ["-c", program, socket])
        #expect(try await stranger.line() == "listening")
        try people.laptop.open(socket)
        try people.laptop.setMode(0o700, of: people.laptop.home)

        let relay = try people.relayAtTerminal(["--socket", socket], browser: "/usr/bin/false")
        try await relay.screen(with: "a process of another user (uid \(uid)) answers at \(socket)")
        #expect(try await blocking { try relay.change(within: timeout) } == .exited(6))
        #expect(try await stranger.line() == "heard b''")
    }

    @Test(arguments: Machine.Approach.allCases)
    func `another user cannot open the start page, and the person who can signs in`(_ approach: Machine.Approach)
        async throws
    {
        let browser = try BrowserByHand(of: people.laptop)
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay([People.destination, "--yes", People.destination], browser: browser.command)
        let start = try await browser.url()

        await #expect(throws: MachineError.self) { _ = try await people.stranger.get(start, by: approach) }
        try await relay.notice(with: "refused a process of another user (uid \(uid)) at the browser's port")
        let (callback, cookie) = try await browser.answer(start)
        await #expect(throws: MachineError.self) { _ = try await people.stranger.get(callback, by: approach) }
        #expect(try await people.laptop.get(callback, cookie: cookie).status == 200)
        #expect(try await login.end().status == 0)
    }

    /// The kernel's tables of sockets are as long as any user of the machine likes.
    @Test
    func `another user who fills the tables of sockets and keeps coming costs the relay little, and holds nobody up`()
        async throws
    {
        let browser = try BrowserByHand(of: people.laptop)
        let login = try await people.server.waitingLogin().program
        let relay = try people.startRelay([People.destination, "--yes", People.destination], browser: browser.command)
        let start = try await browser.url()
        let port = String(try #require(start.firstMatch(of: /:([0-9]+)\/start/)).1)
        let crowd = try people.stranger.start("/usr/bin/python3", ["-c", Self.crowd], input: .pipe)
        #expect(try await crowd.line() == "there")

        let before = try relay.processorTime()
        try await people.stranger.knock(atPort: port, times: 200)
        try await relay.notice(with: "refused a process of another user (uid \(uid)) at the browser's port")
        #expect(try await browser.signIn(start).status == 200)
        #expect(try await login.end().status == 0)
        #expect(try relay.processorTime() - before < .seconds(2))
        withExtendedLifetime(crowd) {}
    }

    /// Holds 3,000 connections to itself.
    private static let crowd = """
        import resource, socket, sys
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        held = []
        for _ in range(3000):
            held.append(socket.create_connection(listener.getsockname()))
            held.append(listener.accept()[0])
        print("there", flush=True)
        sys.stdin.read()
        """
}

extension RunningProgram {
    /// What it has used of the processors so far.
    fileprivate func processorTime() throws -> Duration {
        let status = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        // The name may hold spaces; after it the 12th and 13th words are utime and stime (proc(5)).
        let words = try #require(status.split(separator: ")").last).split(separator: " ")
        let ticks = try #require(Int(words[11])) + #require(Int(words[12]))
        return .seconds(1) * ticks / sysconf(Int32(_SC_CLK_TCK))
    }
}

extension Machine {
    /// Lets every user of the machine get at a file of its home: only root could.
    func open(_ path: String, mode: mode_t = 0o666) throws {
        try setMode(mode, of: path)
        var directory = path
        while directory != home {
            directory = "/" + directory.split(separator: "/").dropLast().joined(separator: "/")
            try setMode(0o755, of: directory)
        }
    }

    /// Connects to a socket again and again, and is turned away each time.
    func knock(at socket: String, times: Int) async throws {
        let program = """
            import socket, sys
            for _ in range(int(sys.argv[2])):
                client = socket.socket(socket.AF_UNIX)
                client.connect(sys.argv[1])
                try: assert client.recv(1) == b""
                except ConnectionResetError: pass
            """
        let outcome = try await run("/usr/bin/python3", ["-c", program, socket, "\(times)"])
        guard outcome.status == 0 else { throw MachineError(outcome.notices) }
    }

    /// The same at a port of 127.0.0.1.
    func knock(atPort port: String, times: Int) async throws {
        let program = """
            import socket, sys
            for _ in range(int(sys.argv[2])):
                client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
                try: assert client.recv(1) == b""
                except ConnectionResetError: pass
            """
        let outcome = try await run("/usr/bin/python3", ["-c", program, port, "\(times)"])
        guard outcome.status == 0 else { throw MachineError(outcome.notices) }
    }

    /// The first event of a kind, which another process may be about to write.
    func awaitEvent(_ kind: String) async throws -> JSONValue {
        let latest = ContinuousClock.now + timeout
        while ContinuousClock.now < latest {
            if let event = try await events(kind).first { return event }
        }
        throw MachineError("no \(kind)")
    }
}
