import FarsignCore
import Glibc
import TerminalInput
import Testing
import Text

@Suite("Replies through a pipe", .timeLimit(.minutes(5)))
struct PipeReplySourceTests {
    /// Both ends of a pipe, closed when the test is over.
    final class Pipe: Sendable {
        let reading: Int32
        let writing: Int32

        init() {
            var ends: [Int32] = [-1, -1]
            _ = pipe(&ends)
            (reading, writing) = (ends[0], ends[1])
        }

        func send(_ text: String) {
            _ = write(writing, text, text.utf8.count)
        }

        func endWriting() {
            dup2(reading, writing)
        }

        deinit {
            close(reading)
            close(writing)
        }
    }

    private let ends = Pipe()
    private let arrivals = Arrivals()

    private func source(of descriptor: Int32, limit: Int = 30_000, quiet: Duration = .milliseconds(1))
        -> PipeReplySource
    {
        PipeReplySource(descriptor: descriptor, limit: limit, quiet: quiet)
    }

    private func devNull() -> Int32 { open("/dev/null", O_RDONLY | O_CLOEXEC) }

    @Test func `a writer that stays sends one reply after the other`() async throws {
        let source = source(of: ends.reading)
        defer { source.stop() }
        try source.start(arrivals.deliver)
        for text in ["first", "second"] {
            ends.send(text + "\n")
            #expect(await arrivals.next() == .reply(text))
        }
    }

    @Test func `what comes within the quiet interval is one reply`() async throws {
        // Longer than any run: the reply ends with its writer.
        let source = source(of: ends.reading, quiet: .seconds(3600))
        defer { source.stop() }
        try source.start(arrivals.deliver)
        ends.send("ab\n")
        ends.send("cd\n")
        ends.endWriting()
        #expect(await arrivals.next() == .reply("ab\ncd"))
    }

    @Test func `too long a reply is told while the writer still writes`() async throws {
        let source = source(of: ends.reading, limit: 100)
        defer { source.stop() }
        try source.start(arrivals.deliver)
        ends.send(String(repeating: "x", count: 4_000))
        #expect(await arrivals.next() == .tooLong)
        ends.send("\n")
    }

    @Test func `a file brings its reply and its end`() async throws {
        var name = Array("/tmp/intake-XXXXXX".utf8CString)
        let file = mkstemp(&name)
        unlink(name)
        defer { close(file) }
        let text = String(repeating: "x", count: 20_000)
        #expect(write(file, text, text.utf8.count) == text.utf8.count)
        lseek(file, 0, SEEK_SET)
        let source = source(of: file)
        defer { source.stop() }
        try source.start(arrivals.deliver)
        #expect(await arrivals.next(2) == [.reply(text), .ended])
    }

    @Test func `nothing to read is an end`() async throws {
        let null = devNull()
        defer { close(null) }
        let closed: Int32 = 999_999
        for descriptor in [null, closed] {
            let arrivals = Arrivals()
            let source = source(of: descriptor)
            try source.start(arrivals.deliver)
            #expect(await arrivals.next() == .ended)
            source.stop()
            #expect(arrivals.count == 1)
        }
    }

    @Test func `a FIFO brings a reply from each writer's line, and ends with the last writer`() async throws {
        let path = "\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/intake-\(getpid())-fifo"
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let reading = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        let writing = open(path, O_WRONLY | O_CLOEXEC)
        defer { close(reading) }
        let source = source(of: reading)
        defer { source.stop() }
        try source.start(arrivals.deliver)
        _ = write(writing, "first\n", 6)
        #expect(await arrivals.next() == .reply("first"))
        _ = write(writing, "second", 6)
        close(writing)
        #expect(await arrivals.next(2) == [.reply("second"), .ended])
    }

    @Test func `stopped while it waits, it delivers nothing more`() async throws {
        let source = source(of: ends.reading)
        try source.start(arrivals.deliver)
        source.stop()
        source.stop()
        ends.send("late\n")
        #expect(arrivals.count == 0)
    }

    @Test(arguments: [
        ("abc", Came.reply("abc")), ("ab\ncd\n", .reply("ab\ncd")), ("", .ended), (" \n", .ended),
        (String(repeating: "x", count: 100), .reply(String(repeating: "x", count: 100))),
        (String(repeating: "x", count: 101), .tooLong),
    ])
    func `submit reads one reply up to the end`(_ text: String, _ expected: Came) {
        ends.send(text)
        ends.endWriting()
        #expect(Came(PipeReplySource.readAll(from: ends.reading, limit: 100)) == expected)
    }

    @Test func `submit names itself as the way the reply came`() {
        ends.send("abc")
        ends.endWriting()
        guard case .reply(_, .submit) = PipeReplySource.readAll(from: ends.reading) else {
            Issue.record("not a reply by submit")
            return
        }
    }

    @Test func `submit with its input closed has none`() {
        #expect(Came(PipeReplySource.readAll(from: 999_999)) == .ended)
    }
}
