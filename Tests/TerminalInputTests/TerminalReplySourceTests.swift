import Glibc
import TerminalInput
import TerminalTestSupport
import Testing
import Text

@Suite("Replies at a terminal", .timeLimit(.minutes(5)))
final class TerminalReplySourceTests: Sendable {
    private let terminal: PseudoTerminal
    private let arrivals = Arrivals()
    private let source: TerminalReplySource

    init() throws {
        terminal = try PseudoTerminal()
        // Long enough for a paste to pass through a busy machine in one burst.
        source = TerminalReplySource(
            input: terminal.slave, output: terminal.slave, limit: 30_000, quiet: .milliseconds(300))
    }

    /// Before the terminal is closed: its descriptor's number is the next test's, whose input a source that still
    /// reads would take.
    deinit {
        source.stop()
    }

    /// What must not come back: the program's own output is the two switches for paste brackets.
    private static let silence = "\u{1B}[?2004h\u{1B}[?2004l"

    private static func code(_ count: Int) -> String {
        String((0..<count).map { Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8($0 % 26))) })
    }

    @Test(arguments: [1, 700, 4_096, 20_000, 30_000])
    func `a paste arrives whole and is never echoed`(_ count: Int) async throws {
        try source.start(arrivals.deliver)
        try terminal.send(Self.code(count) + "\r")
        #expect(await arrivals.next() == .reply(Self.code(count)))
        source.stop()
        #expect(try terminal.output() == Self.silence)
    }

    @Test(arguments: [700, 20_000])
    func `a bracketed paste may hold line breaks and spaces`(_ count: Int) async throws {
        let pasted = Self.code(count) + "\r\n" + Self.code(count / 4) + " \n "
        try source.start(arrivals.deliver)
        try terminal.send("\u{1B}[200~" + pasted + "x\u{1B}[201~\r")
        #expect(await arrivals.next() == .reply(pasted.replacing("\r\n", with: "\n") + "x"))
        source.stop()
        #expect(try terminal.output() == Self.silence)
    }

    @Test func `a paste without brackets may hold line breaks`() async throws {
        try source.start(arrivals.deliver)
        try terminal.send(Self.code(76) + "\n" + Self.code(76) + "\n" + Self.code(20) + "\n")
        #expect(await arrivals.next() == .reply([76, 76, 20].map(Self.code).joined(separator: "\n")))
    }

    @Test func `keys edit what was typed, and leave nothing of themselves`() async throws {
        try source.start(arrivals.deliver)
        try terminal.send("no\u{15}one twp\u{7F}o three\u{17}\u{1B}[A\u{1B}OC\u{16}four\r")
        #expect(await arrivals.next() == .reply("one two four"))
    }

    @Test func `two replies in turn`() async throws {
        try source.start(arrivals.deliver)
        try terminal.send("first\r")
        #expect(await arrivals.next() == .reply("first"))
        try terminal.send("\r\u{1B}[200~second\u{1B}[201~\r\u{1B}[200~third\u{1B}[201~\r")
        #expect(await arrivals.next(3) == [.emptyLine, .reply("second"), .reply("third")])
    }

    @Test func `what was typed before the prompt counts`() async throws {
        try terminal.send("early")
        try source.start(arrivals.deliver)
        try terminal.send(" bird\r")
        #expect(await arrivals.next() == .reply("early bird"))
    }

    @Test func `more than the limit is told, and the next reply is whole`() async throws {
        try source.start(arrivals.deliver)
        try terminal.send(Self.code(100_000) + "\r")
        #expect(await arrivals.next() == .tooLong)
        try terminal.send(Self.code(30_000) + "\r")
        #expect(await arrivals.next() == .reply(Self.code(30_000)))
    }

    @Test func `Ctrl-D ends the input and gives the terminal back`() async throws {
        let before = try terminal.modes()
        try source.start(arrivals.deliver)
        try terminal.send("\u{4}")
        #expect(await arrivals.next() == .ended)
        try terminal.output { $0 == Self.silence }
        source.stop()
        #expect(try terminal.modes() == before)
    }

    @Test func `a terminal that is gone hangs up`() async throws {
        try source.start(arrivals.deliver)
        terminal.hangUp()
        #expect(await arrivals.next() == .hungUp)
        source.stop()
        #expect(arrivals.count == 1)
    }

    @Test func `the modes are borrowed at the start and given back at the stop`() throws {
        let before = try terminal.modes()
        try source.start(arrivals.deliver)
        let during = try terminal.modes()
        #expect(!during.echoes && !during.editsLines)
        #expect(try terminal.output() == "\u{1B}[?2004h")
        source.stop()
        #expect(try terminal.modes() == before)
        source.stop()
        #expect(try terminal.modes() == before)
        #expect(try terminal.output() == Self.silence)
    }

    @Test func `a terminal without escape sequences is told none`() async throws {
        let source = TerminalReplySource(input: terminal.slave, output: nil, quiet: .milliseconds(1))
        try source.start(arrivals.deliver)
        try terminal.send("abc\r")
        #expect(await arrivals.next() == .reply("abc"))
        source.stop()
        #expect(try terminal.output() == "")
    }

    @Test func `the rest of a paste does not reach the shell`() throws {
        try source.start(arrivals.deliver)
        try terminal.send(Self.code(700))
        source.stop()
        var waiting: Int32 = 0
        #expect(ioctl(terminal.slave, UInt(FIONREAD), &waiting) == 0)
        #expect(waiting == 0)
        #expect(try terminal.output() == Self.silence)
    }

    @Test func `stopped in the middle of a paste, it waits until nothing more comes`() async throws {
        try source.start(arrivals.deliver)
        try terminal.send("\u{1B}[200~first\u{1B}[201~\r\u{1B}[200~half")
        #expect(await arrivals.next() == .reply("first"))
        #expect(ContinuousClock().measure { source.stop() } >= .milliseconds(300))
        #expect(arrivals.count == 1)
    }

    @Test func `stopped before it was started, it never reads`() throws {
        let before = try terminal.modes()
        source.stop()
        try source.start(arrivals.deliver)
        try terminal.send("abc\r")
        #expect(try terminal.modes() == before)
        #expect(arrivals.count == 0)
    }

    @Test func `the delivery itself may stop the source, and is the last`() async throws {
        let before = try terminal.modes()
        try source.start { [source, arrivals] arrival in
            source.stop()
            arrivals.deliver(arrival)
        }
        try terminal.send("\u{1B}[200~a\u{1B}[201~\r\u{1B}[200~b\u{1B}[201~\r")
        #expect(await arrivals.next() == .reply("a"))
        source.stop()
        #expect(arrivals.count == 1)
        #expect(try terminal.modes() == before)
    }

    @Test func `many may stop it at once`() async throws {
        let before = try terminal.modes()
        try source.start(arrivals.deliver)
        await withTaskGroup { group in
            for _ in 0..<8 { group.addTask { self.source.stop() } }
        }
        #expect(try terminal.modes() == before)
        #expect(try terminal.output() == Self.silence)
    }

    @Test func `what is no terminal is an error`() throws {
        let null = open("/dev/null", O_RDWR)
        defer { close(null) }
        let source = TerminalReplySource(input: null, output: null)
        #expect(throws: StateError.self) { try source.start(arrivals.deliver) }
        source.stop()
    }
}
