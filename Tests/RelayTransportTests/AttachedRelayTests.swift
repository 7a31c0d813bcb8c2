import FoundationEssentials
import Glibc
import RelayProtocol
import RelayTransport
import SocketTestSupport
import TestSupport
import Testing
import Text

@Suite("A relay on standard input and output", .timeLimit(.minutes(5)))
struct AttachedRelayTests {
    private let broker: TestBroker
    private let peer = RelayPeer(transport: .attach, uid: 1_000, pid: 7, sshClient: "192.0.2.7 50000 22")

    init() throws {
        broker = try TestBroker()
    }

    private var requests: String {
        [
            RawConnection.request(0, "hello", #"{"protocol":1,"client":"test/1"}"#),
            RawConnection.request(1, "refuse", #"{"login":"aaaaaaaaaaaa"}"#),
            RawConnection.request(2, "logins", #"{"wait_seconds":60}"#),
        ].joined(separator: "\n") + "\n"
    }

    private func serve(_ limits: RelayLimits = .unhurried, input: Int32, output: Int32) async throws {
        let watch = LoginWatch(directory: broker.place.path + "/pending")
        let attached = AttachedRelay(handler: broker.handler, watch: watch, limits: limits)
        try await blocking { [peer] in try attached.serve(input: input, output: output, peer: peer) }
    }

    /// Every line that was written, and the ids of those that are answers.
    private func ids(_ text: String) -> [Int?] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map {
            (try? JSONValue(parsing: Array($0.utf8)))?["id"]?.int
        }
    }

    @Test func `a relay on standard input answers until its input ends, and starts on a line of its own`() async throws
    {
        let (input, output) = (Pipes(), Pipes())
        async let served: Void = serve(input: input.reading, output: output.writing)
        _ = write(input.writing, requests, requests.utf8.count)
        input.endWriting()
        try await served
        var bytes = [UInt8](repeating: 0, count: 10_000)
        let count = read(output.reading, &bytes, bytes.count)
        let written = ids(String(decoding: bytes.prefix(count), as: UTF8.self))
        #expect(written.first == .some(nil))
        #expect(Set(written.compactMap(\.self)) == [0, 1, 2])
        var peer = peer
        peer.client = "test/1"
        #expect(await broker.handler.events.next() == .connected(peer))
    }

    @Test func `files will do as standard input and output`() async throws {
        let (from, to) = (broker.place.path + "/in", broker.place.path + "/out")
        try Data(requests.utf8).write(to: URL(filePath: from))
        let input = open(from, O_RDONLY | O_CLOEXEC)
        let output = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { for file in [input, output] { close(file) } }
        try await serve(input: input, output: output)
        #expect(Set(ids(try String(contentsOfFile: to, encoding: .utf8)).compactMap(\.self)) == [0, 1, 2])
    }

    @Test func `an input that is at its end is the end`() async throws {
        let output = Pipes()
        let devNull = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(devNull) }
        try await serve(input: devNull, output: output.writing)
    }

    @Test func `a relay on standard input ends where the connection does, whatever the input does`() async throws {
        let (input, output) = (Pipes(), Pipes())
        try await serve(.unhurried.with(\.hello, .milliseconds(1)), input: input.reading, output: output.writing)
    }

    @Test func `a relay on standard input ends when nobody reads any more`() async throws {
        let (input, output) = (Pipes(), Pipes())
        let gone = dup(output.writing)
        defer { close(gone) }
        dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), output.reading)
        output.endWriting()
        try await serve(input: input.reading, output: gone)
    }

    @Test func `the two stay as they were for whoever shares them`() async throws {
        let (input, output) = (Pipes(), Pipes())
        input.endWriting()
        try await serve(input: input.reading, output: output.writing)
        for descriptor in [input.reading, output.writing] {
            #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0)
        }
    }
}
