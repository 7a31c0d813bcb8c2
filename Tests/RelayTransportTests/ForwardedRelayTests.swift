import Glibc
import POSIX
import RelayProtocol
import RelayTransport
import SocketTestSupport
import Synchronization
import TestSupport
import Testing
import Text

@Suite("A relay behind FARSIGN_RELAY", .timeLimit(.minutes(5)))
struct ForwardedRelayTests {
    private let broker: TestBroker
    private let lines = Events<String>()

    init() throws {
        broker = try TestBroker()
    }

    private var limits: RelayLimits { .unhurried }

    private func forwarded(_ limits: RelayLimits = .unhurried) throws -> ForwardedRelay {
        try ForwardedRelay(broker.place.socket(), handler: broker.handler, watch: broker.watch, limits: limits)
    }

    private func listener() async throws -> RelayListener {
        try await RelayListener(
            at: broker.place.socket(), client: "test/1", helloTimeout: .seconds(3600), refused: { _, _ in })
    }

    private func told(_ text: String) -> String { "farsign: " + text }

    private func absent(_ reason: String) -> String {
        told(
            "warning: there is no relay behind FARSIGN_RELAY: \(reason); use 'farsign-relay HOST' or paste the code")
    }

    @Test func `a relay that listens is answered, and the person hears when it comes and goes`() async throws {
        let listener = try await listener()
        let forwarded = try forwarded()
        try forwarded.start(tell: lines.add)
        var connections = listener.connections.makeAsyncIterator()
        for _ in 1...2 {
            let relay = try #require(await connections.next())
            #expect(relay.greeting == broker.handler.greeting)
            #expect(try await relay.call(.refuse(.sample()), timeout: .seconds(3600)) == [:])
            #expect(
                await lines.next()
                    == told("a relay is connected through FARSIGN_RELAY (uid \(geteuid()), process \(getpid()))"))
            await relay.close()
            #expect(
                await lines.next()
                    == told("warning: the relay behind FARSIGN_RELAY disconnected; the login still waits"))
        }
        try await blocking { forwarded.stop() }
        listener.stop()
    }

    @Test func `where there is no relay it is said once, and one that comes later is found`() async throws {
        let forwarded = try forwarded()
        try forwarded.start(tell: lines.add)
        let path = broker.place.path + "/s"
        #expect(
            await lines.next() == absent("cannot connect to \(path): there is no such file or directory"))
        let listener = try await listener()
        var connections = listener.connections.makeAsyncIterator()
        let relay = try #require(await connections.next())
        #expect(await lines.next() != nil)
        #expect(lines.count == 2)
        // The login ends: that the relay goes with it is nothing to tell.
        try await blocking { forwarded.stop() }
        #expect(lines.count == 2)
        await relay.close()
        listener.stop()
    }

    @Test func `what says no hello is no relay`() async throws {
        let silent = try broker.place.socket().listen()
        defer { close(silent.descriptor) }
        let forwarded = try forwarded(.unhurried.with(\.hello, .milliseconds(1)))
        try forwarded.start(tell: lines.add)
        #expect(await lines.next() == absent("no relay answers at \(broker.place.path)/s"))
        try await blocking { forwarded.stop() }
    }

    /// ssh writes a line on the person's terminal each time.
    @Test func `a relay that takes connections and answers none is asked less and less often`() async throws {
        let silent = try broker.place.socket().listen()
        defer { close(silent.descriptor) }
        let forwarded = try forwarded(.unhurried.with(\.retry, .milliseconds(20)))
        try forwarded.start(tell: { _ in })
        let pauses = try await blocking {
            var times: [ContinuousClock.Instant] = []
            while times.count < 6 {
                var entry = pollfd(fd: silent.descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&entry, 1, -1)
                times.append(.now)
                close(accept(silent.descriptor, nil, nil))
            }
            return zip(times, times.dropFirst()).map { $1 - $0 }
        }
        for (pause, least) in zip(pauses, [20, 40, 80, 160, 320]) { #expect(pause > .milliseconds(least - 5)) }
        try await blocking { forwarded.stop() }
    }

    @Test func `a directory that others can enter is not trusted`() async throws {
        #expect(chmod(broker.place.path, 0o755) == 0)
        let forwarded = try forwarded()
        try forwarded.start(tell: lines.add)
        #expect(await lines.next() == absent("other users can enter \(broker.place.path)"))
        try await blocking { forwarded.stop() }
    }

    @Test(.enabled(if: geteuid() == 0))
    func `another user who listens there is refused, and the broker hears of it`() async throws {
        let other = try PythonProcess(.listener, broker.place.path + "/s", "65534")
        #expect(await other.line() == "ready")
        let forwarded = try forwarded()
        try forwarded.start(tell: lines.add)
        #expect(
            await lines.next()
                == absent("another user's process answers at \(broker.place.path)/s"))
        #expect(
            await broker.handler.events.next()
                == .refused(RelayPeer(transport: .forwarded, uid: 65_534, pid: Int(other.pid))))
        #expect(await other.line() == "b''")
        try await blocking { forwarded.stop() }
    }
}

@Suite("The relay's own socket", .timeLimit(.minutes(5)))
struct RelayListenerTests {
    private let place: SocketPlace

    init() throws {
        place = try SocketPlace()
    }

    @Test func `the relay socket's file is ours, and goes with it`() async throws {
        let socket = try place.socket()
        let listener = try await RelayListener(
            at: socket, client: "test/1", helloTimeout: .seconds(3600), refused: { _, _ in })
        #expect(mode(of: socket.path) == 0o600)
        await #expect(throws: StateError.self) {
            try await RelayListener(at: socket, client: "test/1", helloTimeout: .seconds(3600), refused: { _, _ in })
        }
        listener.stop()
        #expect(inode(of: socket.path) == nil)
        for await _ in listener.connections {}
    }

    @Test func `a server that answers no hello is closed, and never seen`() async throws {
        let socket = try place.socket()
        let listener = try await RelayListener(
            at: socket, client: "test/1", helloTimeout: .milliseconds(1), refused: { _, _ in })
        let silent = try RawConnection(to: socket)
        while await silent.next() != nil {}
        listener.stop()
        for await _ in listener.connections { Issue.record("it was seen") }
    }

    @Test(.enabled(if: geteuid() == 0))
    func `another user is turned away each time, and it is told once`() async throws {
        let socket = try place.socket()
        let refused = Events<[Int]>()
        let listener = try await RelayListener(
            at: socket, client: "test/1", helloTimeout: .seconds(3600), refused: { refused.add([$0, $1]) })
        #expect(chmod(place.path, 0o755) == 0)
        #expect(chmod(socket.path, 0o666) == 0)
        let intruder = try PythonProcess(.caller, socket.path, uid: 65_534)
        #expect(await intruder.line() == "b''")
        #expect(await refused.next() == [65_534, Int(intruder.pid)])
        #expect(await (try PythonProcess(.caller, socket.path, uid: 65_534)).line() == "b''")
        refused.add([])
        #expect(await refused.next() == [])
        listener.stop()
    }
}
