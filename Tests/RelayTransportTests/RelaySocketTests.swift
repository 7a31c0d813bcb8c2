import FoundationEssentials
import Glibc
import POSIX
import RelayProtocol
import RelayTransport
import SocketTestSupport
import TestSupport
import Testing
import Text

@Suite("The socket that waiting logins share", .timeLimit(.minutes(5)))
struct RelaySocketTests {
    private let broker: TestBroker

    init() throws {
        broker = try TestBroker()
    }

    private var socketPath: String { broker.place.path + "/run/relay.sock" }
    private var lockPath: String { broker.place.path + "/run/relay.lock" }

    /// Connects as soon as somebody listens there and answers.
    private func connectOnceServed() async throws -> RawConnection {
        while true {
            if let connection = try? RawConnection(to: UnixSocket(path: socketPath)),
                await connection.send(RawConnection.request(0, "hello", #"{"protocol":1,"client":"late/1"}"#)),
                await connection.next() != nil
            {
                return connection
            }
        }
    }

    @Test func `the runtime directory is made, and everything in it is ours alone`() async throws {
        try await broker.served { _ in
            #expect(mode(of: broker.place.path + "/run") == 0o700)
            #expect(mode(of: socketPath) == 0o600)
            #expect(mode(of: lockPath) == 0o600)
        }
        #expect(inode(of: socketPath) == nil)
    }

    @Test func `the next login takes over when the first ends`() async throws {
        let (first, second) = (try broker.relaySocket(), try broker.relaySocket())
        try first.start()
        try second.start()
        try await RawConnection(to: UnixSocket(path: socketPath)).hello()
        try await blocking { first.stop() }
        let connection = try await connectOnceServed()
        await connection.send(RawConnection.request(1, "refuse", #"{"login":"aaaaaaaaaaaa"}"#))
        #expect(await connection.nextJSON()?["result"] == [:])
        try await blocking { second.stop() }
        #expect(inode(of: socketPath) == nil)
    }

    @Test func `a login that does not own the socket leaves it to the owner`() async throws {
        try await broker.served { _ in
            let other = try broker.relaySocket()
            try other.start()
            try await blocking { other.stop() }
            try await RawConnection(to: UnixSocket(path: socketPath)).hello()
        }
    }

    @Test func `the next login takes over when the first is killed`() async throws {
        try SocketDirectory(path: broker.place.path + "/run").prepare()
        let owner = try PythonProcess(
            """
            import fcntl, os, socket, sys
            os.chdir(sys.argv[1])
            lock = open("relay.lock", "w")
            fcntl.flock(lock, fcntl.LOCK_EX)
            server = socket.socket(socket.AF_UNIX)
            server.bind("relay.sock")
            server.listen()
            print("ready", flush=True)
            server.accept()[0].recv(1)
            """, broker.place.path + "/run")
        #expect(await owner.line() == "ready")
        let next = try broker.relaySocket()
        try next.start()
        await owner.kill()
        _ = try await connectOnceServed()
        try await blocking { next.stop() }
    }

    @Test func `a socket that another program serves is not taken from it`() async throws {
        try SocketDirectory(path: broker.place.path + "/run").prepare()
        let other = try UnixSocket(path: socketPath).listen()
        defer { close(other.descriptor) }
        let before = inode(of: socketPath)
        let socket = try broker.relaySocket()
        let error = #expect(throws: StateError.self) { try socket.start() }
        #expect(error?.code == .socketTaken)
        socket.stop()
        #expect(inode(of: socketPath) == before)
    }

    @Test func `a place of no use is an error before anything waits`() throws {
        try SocketDirectory(path: broker.place.path + "/run").prepare()
        #expect(chmod(broker.place.path + "/run", 0o755) == 0)
        let socket = try broker.relaySocket()
        let error = #expect(throws: StateError.self) { try socket.start() }
        #expect(error?.code == .wrongOwner)
    }

    @Test func `an answer under way is still written when the login ends`() async throws {
        let broker = try TestBroker(holds: true)
        let socket = try broker.relaySocket()
        try socket.start()
        let connection = try RawConnection(to: UnixSocket(path: socket.path))
        try await connection.hello()
        _ = await broker.handler.events.next()
        await connection.send(RawConnection.request(1, "refuse", #"{"login":"aaaaaaaaaaaa"}"#))
        await connection.send(RawConnection.request(2, "logins", #"{"wait_seconds":60}"#))
        _ = await broker.handler.events.next()
        async let stopped: Void = blocking { socket.stop() }
        // The wait ends with the login, the answer when it is there.
        #expect(await connection.nextJSON()?["id"] == .integer(2))
        broker.handler.release()
        #expect(await connection.nextJSON()?["id"] == .integer(1))
        #expect(await connection.next() == nil)
        try await stopped
    }

    @Test func `an answer that does not come is not waited for long`() async throws {
        let broker = try TestBroker(holds: true)
        let socket = try broker.relaySocket(.unhurried.with(\.shutdownGracePeriod, .milliseconds(20)))
        try socket.start()
        let connection = try RawConnection(to: UnixSocket(path: socket.path))
        try await connection.hello()
        _ = await broker.handler.events.next()
        await connection.send(RawConnection.request(1, "refuse", #"{"login":"aaaaaaaaaaaa"}"#))
        _ = await broker.handler.events.next()
        try await blocking { socket.stop() }
        #expect(await connection.next() == nil)
        broker.handler.release()
    }

    @Test(.enabled(if: geteuid() == 0))
    func `another user is turned away, and the broker hears of it`() async throws {
        let socket = try broker.relaySocket()
        try socket.start()
        // What keeps others out is taken away, so that only the peer's uid is left.
        for path in [broker.place.path, broker.place.path + "/run"] { #expect(chmod(path, 0o755) == 0) }
        #expect(chmod(socketPath, 0o666) == 0)
        let intruder = try PythonProcess(.caller, socketPath, uid: 65_534)
        #expect(await intruder.line() == "b''")
        #expect(
            await broker.handler.events.next()
                == .refused(RelayPeer(transport: .socket, uid: 65_534, pid: Int(intruder.pid))))
        try await blocking { socket.stop() }
    }
}
