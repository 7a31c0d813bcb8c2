import BrowserSignIn
import BrowserTestSupport
import Relay
import RelayProtocol
import SignIn
import Synchronization
import TestSupport
import Testing

/// A workstation that records what a relay does with it, and whose person is the test.
final class TestWorkstation: Sendable {
    /// A question that was asked, to be answered.
    struct Question: Sendable {
        let question: RelayQuestion
        fileprivate let answers: AsyncStream<Bool>.Continuation

        func answer(_ yes: Bool) { answers.yield(yes) }

        var lines: [String] { question.text(of: 1).split(separator: "\n").map(String.init) }
        var phrase: String? { lines.first { $0.hasPrefix("  phrase: ") }.map { String($0.dropFirst(10)) } }
    }

    private struct State {
        var lines: [String] = []
        var listeners: [TestListener] = []
        var pauses: [Duration] = []
        var waits: [AsyncStream<Void>.Continuation] = []
        var drawn: UInt8 = 0
        var browserFault: String?
    }

    private let state = Mutex(State())
    private let said = Events<String>()
    let questions = Events<Question>()
    /// The first line of each question that was withdrawn.
    let withdrawn = Events<String>()
    /// Each time that was set to a login and is over, or needed no more.
    let limitsOver = Events<Duration>()
    /// Each URL that a browser was started with.
    let opened = Events<String>()

    var lines: [String] { state.withLock(\.lines) }
    /// Those between two tries to connect.
    var pauses: [Duration] { state.withLock(\.pauses) }
    var listeners: [TestListener] { state.withLock(\.listeners) }

    /// Makes every browser fail from now on.
    func breakBrowsers(_ reason: String) { state.withLock { $0.browserFault = reason } }

    /// Lets the time pass that logins have.
    func elapse() {
        for wait in state.withLock(\.waits) { wait.finish() }
    }

    /// Returns the next line that contains `text`, and passes over those before it.
    @discardableResult
    func line(with text: String) async throws -> String {
        while true {
            let line = try #require(await said.next(), "never said '\(text)', but \(lines)")
            if line.contains(text) { return line }
        }
    }

    /// The next question.
    func question() async throws -> Question { try #require(await questions.next(), "no question; \(lines)") }

    /// A browser at the n-th login's port, from 1.
    func browser(_ number: Int = 1) throws -> TestBrowser {
        let listener = try #require(listeners.dropFirst(number - 1).first)
        return TestBrowser(at: "127.0.0.1:\(listener.port)") { await listener.answer($0) }
    }

    func workstation(hasTerminal: Bool = true) -> Workstation {
        var ask: (@Sendable (RelayQuestion) async throws -> Bool)?
        if hasTerminal { ask = { [self] question in try await self.ask(question) } }
        return Workstation(
            say: { [self] line in
                state.withLock { $0.lines.append(line) }
                said.add(line)
            },
            ask: ask,
            openBrowser: { [self] nextURL, _ in
                if let fault = state.withLock(\.browserFault) { return fault }
                if let url = await nextURL() { opened.add(url) }
                return nil
            },
            listen: { [self] in
                state.withLock { state in
                    let listener = TestListener(port: 40_001 + state.listeners.count)
                    state.listeners.append(listener)
                    return listener
                }
            },
            randomBytes: { [self] count in
                state.withLock { state in
                    state.drawn = (state.drawn + 1) % 240
                    return Array(repeating: state.drawn, count: count)
                }
            },
            pause: { [self] in try await pause($0) })
    }

    private func ask(_ question: RelayQuestion) async throws -> Bool {
        let (answers, answer) = AsyncStream<Bool>.makeStream()
        let asked = Question(question: question, answers: answer)
        questions.add(asked)
        for await yes in answers { return yes }
        withdrawn.add(asked.lines[0])
        throw CancellationError()
    }

    /// Takes no time: those of a minute and more are what a login has, and last until ``elapse()``; those of less than a
    /// second are between two polls.
    private func pause(_ duration: Duration) async throws {
        defer { if duration >= .seconds(60) { limitsOver.add(duration) } }
        try Task.checkCancellation()
        guard duration >= .seconds(60) else {
            if duration >= .seconds(1) { state.withLock { $0.pauses.append(duration) } }
            return
        }
        let (end, wait) = AsyncStream<Void>.makeStream()
        state.withLock { $0.waits.append(wait) }
        for await _ in end {}
        try Task.checkCancellation()
    }
}

/// Hands requests of a test to what a relay serves.
final class TestListener: CallbackListener {
    private typealias Serve = @Sendable (BrowserRequest) async -> BrowserResponse

    let port: Int
    let path: String? = nil
    private let serve = Mutex<Serve?>(nil)
    private let refused = Mutex<(@Sendable (Int?) -> Void)?>(nil)

    init(port: Int) {
        self.port = port
    }

    var address: CallbackAddress? { CallbackAddress(port: port) }

    func serve(
        refused: @escaping @Sendable (_ uid: Int?) -> Void,
        answer: @escaping @Sendable (BrowserRequest) async -> BrowserResponse
    ) {
        serve.withLock { $0 = answer }
        self.refused.withLock { $0 = refused }
    }

    func stop() async { serve.withLock { $0 = nil } }

    func answer(_ request: BrowserRequest) async -> BrowserResponse {
        guard let answer = serve.withLock({ $0 }) else {
            return BrowserResponse(status: 0, headers: [], body: "<h1>The port is closed</h1>")
        }
        return await answer(request)
    }

    /// A process of another user comes.
    func refuse(uid: Int?) { refused.withLock { $0 }?(uid) }
}
