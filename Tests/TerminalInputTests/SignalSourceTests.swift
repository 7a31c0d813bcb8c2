import Glibc
import TerminalInput
import Testing
import Text

/// One after the other: signals belong to the whole process.
@Suite("Signals that end a login", .serialized, .timeLimit(.minutes(5)))
struct SignalSourceTests {
    private let arrivals = Arrivals()

    private func disposition(of number: Int32) -> UInt {
        var action = sigaction()
        sigaction(number, nil, &action)
        return UInt(bitPattern: unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self))
    }

    @Test(arguments: [
        (SIGINT, Came.interrupted), (SIGQUIT, .interrupted), (SIGTERM, .hungUp), (SIGHUP, .hungUp),
    ])
    func `each signal is told, and does afterwards what it did before`(_ number: Int32, _ expected: Came) async throws {
        let before = disposition(of: number)
        let source = SignalSource(isAtTerminal: true)
        try source.start(arrivals.deliver)
        kill(getpid(), number)
        #expect(await arrivals.next() == expected)
        kill(getpid(), number)
        #expect(await arrivals.next() == expected)
        source.stop()
        source.stop()
        #expect(disposition(of: number) == before)
    }

    @Test(arguments: [(true, SIGINT, 1), (false, SIGINT, 0), (true, SIGHUP, 0), (true, SIGTERM, 0)])
    func `a signal that was ignored stays so, but for Ctrl-C at a terminal`(
        _ isAtTerminal: Bool, _ number: Int32, _ expected: Int
    ) async throws {
        let before = signal(number, SIG_IGN)
        defer { signal(number, before) }
        let source = SignalSource(isAtTerminal: isAtTerminal)
        try source.start(arrivals.deliver)
        kill(getpid(), number)
        if expected == 1 { #expect(await arrivals.next() == .interrupted) }
        source.stop()
        #expect(arrivals.count == expected)
    }

    @Test func `a second source at once is an error, and leaves the first alone`() async throws {
        let first = SignalSource(isAtTerminal: true)
        try first.start(arrivals.deliver)
        let second = SignalSource(isAtTerminal: true)
        #expect(throws: StateError.self) { try second.start(arrivals.deliver) }
        second.stop()
        kill(getpid(), SIGTERM)
        #expect(await arrivals.next() == .hungUp)
        first.stop()
    }
}
