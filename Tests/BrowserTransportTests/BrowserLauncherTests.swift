import BrowserTransport
import Foundation
import Glibc
import SocketTestSupport
import Synchronization
import TestSupport
import Testing
import Text

/// Scripts stand for browsers: they write what they got into a FIFO, which a test reads to the end.
@Suite("Opening a browser", .timeLimit(.minutes(5)))
struct BrowserLauncherTests {
    private static let url = "http://127.0.0.1:40000/start/x?a='b' c"
    private let place: SocketPlace

    init() throws {
        place = try SocketPlace()
        try #require(mkfifo(place.path + "/told", 0o600) == 0)
    }

    private func browser(_ name: String, _ script: String) async throws -> String {
        let path = "\(place.path)/\(name)"
        try await writeScript("#!/bin/sh\n\(script)\n", to: path)
        return path
    }

    /// With a grace that no test reaches, but where it is to.
    private func opener(_ commands: [String], grace: Duration = .seconds(600)) -> BrowserLauncher {
        let value = commands.joined(separator: ":")
        return BrowserLauncher(
            search: BrowserSearch(
                variable: { $0 == "BROWSER" ? value : nil }, isExecutable: BrowserLauncher.isExecutable),
            grace: grace)
    }

    private func next() -> String? { Self.url }

    @Sendable private func never(_ failure: String) { Issue.record("\(failure)") }

    /// What the browser wrote, when it has closed the FIFO.
    private func told() async -> String {
        let path = place.path + "/told"
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let bytes = try? FileHandle(forReadingAtPath: path)?.readToEnd()
                continuation.resume(returning: String(decoding: bytes ?? Data(), as: UTF8.self))
            }
        }
    }

    @Test func `a browser gets the URL as one argument`() async throws {
        let path = try await browser("b", "printf '%s|' \"$@\" > \"${0%/*}/told\"")
        async let told = told()
        #expect(await opener(["\(path) -x --app=%s"]).open(next, failedLater: never) == .opened)
        #expect(await told == "-x|--app=\(Self.url)|")
    }

    @Test func `a path with spaces needs no quotation marks`() async throws {
        let path = try await browser("Program Files (x86)", "echo started > \"${0%/*}/told\"")
        async let told = told()
        #expect(await opener([path]).open(next, failedLater: never) == .opened)
        #expect(await told == "started\n")
    }

    @Test func `a browser has a session of its own, and nothing of our streams and files`() async throws {
        let path = try await browser(
            "b",
            """
            session=$(cut -d' ' -f6 /proc/$$/stat)
            streams=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2)
            ours=$(readlink /proc/$$/fd/* | grep -c /ours)
            printf '%s\\n' $session $$ $streams $ours > "${0%/*}/told"
            """)
        let ours = open(place.path + "/ours", O_CREAT | O_RDWR, 0o600)
        defer { close(ours) }
        async let told = told()
        #expect(await opener([path]).open(next, failedLater: never) == .opened)
        let lines = await told.split(separator: "\n").map(String.init)
        #expect(lines.first == lines.dropFirst().first)
        #expect(lines.dropFirst(2).dropLast() == ["/dev/null", "/dev/null", "/dev/null"])
        #expect(lines.last == "0")
    }

    @Test func `a browser that goes on running is a success after the grace`() async throws {
        // It runs until the test opens the FIFO.
        let path = try await browser("b", "echo over > \"${0%/*}/told\"")
        #expect(await opener([path], grace: .milliseconds(50)).open(next, failedLater: never) == .opened)
        #expect(await told() == "over\n")
    }

    @Test func `a browser that fails is told at once, and the next is tried`() async throws {
        let none = try await browser("none", "exit 3")
        let killed = try await browser("killed", "kill -9 $$")
        let good = try await browser("good", "exit 0")
        let commands = [none, killed, place.path + "/missing", "farsign-no-such-browser", good]
        #expect(await opener(commands).open(next, failedLater: never) == .opened)
        #expect(
            await opener(Array(commands.dropLast())).open(next, failedLater: never)
                == .failed([
                    "\(none) ended with status 3", "\(killed) was ended by signal 9",
                    "\(place.path)/missing cannot be started", "farsign-no-such-browser cannot be started",
                ]))
    }

    @Test func `each opener gets a URL of its own, and none is tried once none is needed`() async throws {
        let told = place.path + "/urls"
        let fails = try await browser("fails", "echo \"$1\" >> \(told); exit 3")
        let urls = Mutex(["http://a/", "http://b/"])
        let opener = opener([fails, fails, fails])
        let next = { @Sendable () -> String? in urls.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
        #expect(await opener.open(next, failedLater: never) == .opened)
        #expect(try String(contentsOfFile: told, encoding: .utf8) == "http://a/\nhttp://b/\n")
    }

    @Test func `a browser that fails after the grace is told of`() async throws {
        // It runs until the test opens the FIFO.
        let path = try await browser("b", "echo over > \"${0%/*}/told\"; exit 3")
        let (failures, failed) = AsyncStream<String>.makeStream()
        #expect(
            await opener([path], grace: .milliseconds(50)).open(next, failedLater: { failed.yield($0) }) == .opened)
        #expect(await told() == "over\n")
        var first = failures.makeAsyncIterator()
        #expect(await first.next() == "\(path) ended with status 3")
    }

    @Test func `without any browser there is nothing to try`() async {
        #expect(await opener([]).open(next, failedLater: never) == .failed([]))
    }

    @Test func `nothing of the name of a browser is obeyed by a terminal`() async {
        #expect(
            await opener(["x\u{1B}[2J"]).open(next, failedLater: never) == .failed(["x\\u{1b}[2J cannot be started"]))
    }
}
