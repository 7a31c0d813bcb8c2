import Glibc
import History
import HistoryStore
import SocketTestSupport
import TestSupport
import Testing
import Text

@Suite("a log daemon's socket")
struct DatagramLogTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var path: String { "\(directory.path)/log" }

    private func log(_ daemon: LogDestination.Daemon = .syslog, timeout: Duration = .seconds(60)) throws -> DatagramLog
    {
        try DatagramLog(LogDestination(daemon, path: path), timeout: timeout)
    }

    private func code(_ body: () throws -> Void) -> LogSocketErrorCode? {
        do { try body() } catch { return (error as? LogSocketError)?.code }
        return nil
    }

    @Test func `messages arrive as they are, in order`() async throws {
        let receiver = try DatagramReceiver(at: path)
        let sent = (0..<500).map { Array("\($0) é \u{0}\n".utf8) }
        let log = try log()
        for message in sent { try log.send(message) }
        try log.drain()
        receiver.end()
        #expect(receiver.messages == sent)
    }

    @Test func `a socket that is not there, or that nobody reads from, is not available`() throws {
        #expect(code { _ = try log() } == .unavailable)
        _ = try directory.write("log", "")
        #expect(code { _ = try log() } == .unavailable)
        unlink(path)
        try DatagramReceiver(at: path).end()
        let error = #expect(throws: LogSocketError.self) { try log() }
        #expect(error?.summary == "syslog:\(path) takes no messages: no daemon reads from this socket")
    }

    @Test func `a socket of another type is not available`() async throws {
        let listener = try PythonProcess(
            """
            import socket, sys
            server = socket.socket(socket.AF_UNIX)
            server.bind(sys.argv[1])
            server.listen()
            print("ready", flush=True)
            sys.stdin.read()
            """, path)
        #expect(await listener.line() == "ready")
        #expect(code { _ = try log() } == .unavailable)
    }

    @Test func `a path that is too long is told`() throws {
        let path = "/" + String(repeating: "a", count: 200)
        let error = #expect(throws: LogSocketError.self) {
            try DatagramLog(LogDestination(.syslog, path: path), timeout: .zero)
        }
        #expect(error?.summary.hasSuffix("the name is too long") == true)
    }

    @Test func `a daemon that reads nothing is given up after the timeout`() async throws {
        let receiver = try DatagramReceiver(at: path, reading: 0)
        let log = try log(timeout: .milliseconds(50))
        var sent = 0
        let error = #expect(throws: LogSocketError.self) {
            while sent < 1_000_000 {
                try log.send([0x61])
                sent += 1
            }
        }
        #expect(error?.code == .unavailable)
        #expect(error?.summary.contains("its daemon has read nothing for ") == true)
        #expect(sent > 0)
        receiver.end()
    }

    @Test func `what waits to be read is not read`() async throws {
        let receiver = try DatagramReceiver(at: path, reading: 3)
        let log = try log(timeout: .milliseconds(50))
        for _ in 0..<3 { try log.send([0x61]) }
        try log.drain()
        try log.send([0x62])
        #expect(code { try log.drain() } == .unavailable)
        receiver.end()
    }

    @Test func `a daemon that ended has read nothing, and takes no message for one that has its place`() async throws {
        let first = try DatagramReceiver(at: path, reading: 0)
        let log = try log()
        try log.send([0x61])
        first.end()
        #expect(code { try log.drain() } == .unavailable)
        unlink(path)
        let second = try DatagramReceiver(at: path)
        #expect(code { try log.send([0x62]) } == .unavailable)
        second.end()
        #expect(second.messages == [])
    }

    @Test func `a message that the kernel does not send is told`() throws {
        let receiver = try DatagramReceiver(at: path)
        let log = try log()
        #expect(code { try log.send([UInt8](repeating: 0x61, count: 1 << 20)) } == .messageTooLarge)
        try log.send([0x61])
        try log.drain()
        receiver.end()
        #expect(receiver.messages == [[0x61]])
    }

    @Test func `journald gets a large entry as a sealed file`() async throws {
        let receiver = try PythonProcess(
            """
            import fcntl, os, socket, sys
            log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            log.bind(sys.argv[1])
            print("ready", flush=True)
            text, files, _, _ = socket.recv_fds(log, 1 << 20, 1)
            size = os.fstat(files[0]).st_size
            print(text, size, os.pread(files[0], size, 0) == size * b"a", fcntl.fcntl(files[0], fcntl.F_GET_SEALS), flush=True)
            """, path)
        #expect(await receiver.line() == "ready")
        let log = try log(.journald)
        try log.send([UInt8](repeating: 0x61, count: 1 << 20))
        // F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE.
        #expect(await receiver.line() == "b'' 1048576 True 15")
    }
}
