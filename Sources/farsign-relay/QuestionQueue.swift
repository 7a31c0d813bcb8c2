import Dispatch
import Glibc
import Relay

/// The person at the terminal: shows notices, and one question at a time.
actor QuestionQueue {
    private var answer: CheckedContinuation<String?, Never>?
    /// The number of the current question, so that a line typed for one question does not answer another.
    private var asked = 0
    private var open: RelayQuestion?
    /// Whether a typed line may be the answer to a withdrawn question.
    private var wasWithdrawn = false
    private var isAsking = false
    private var turns: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    private var lastTurn = 0
    private var typing: (any DispatchSourceRead)?
    private let screen: Screen

    /// Returns nil if stdin is not a terminal; then nobody can be asked.
    init?(before screen: Screen) {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        self.screen = screen
    }

    /// Asks until the answer is yes or no.
    ///
    /// - Throws: `CancellationError` if the question is withdrawn, ``TerminalGone`` at the end of the input.
    func ask(_ question: RelayQuestion) async throws -> Bool {
        try await turn()
        defer { endTurn() }
        while true {
            try Task.checkCancellation()
            if wasWithdrawn {
                try await Task.sleep(for: Self.pauseAfterWithdrawal)
                wasWithdrawn = false
            }
            // Discard what was typed before the question is shown.
            tcflush(STDIN_FILENO, TCIFLUSH)
            open = question
            screen.open(question.text(of: turns.count + 1))
            let typed = await line()
            open = nil
            screen.close(isAnswered: typed != nil)
            guard let typed else {
                wasWithdrawn = true
                try Task.checkCancellation()
                throw TerminalGone()
            }
            switch typed.lowercased() {
            case "y", "yes": return true
            case "n", "no": return false
            default: continue
            }
        }
    }

    /// Long enough for a person to notice that the question they were answering was withdrawn.
    private static let pauseAfterWithdrawal = Duration.seconds(2)

    /// Updates the number of waiting questions on the screen.
    private func printNumber() {
        if let open { screen.change(open.text(of: turns.count + 1)) }
    }

    private func turn() async throws {
        guard isAsking else {
            isAsking = true
            return
        }
        lastTurn += 1
        let number = lastTurn
        let isOurs = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: false)
                } else {
                    turns.append((number, continuation))
                    printNumber()
                }
            }
        } onCancel: {
            Task { await self.giveUpTurn(number) }
        }
        guard isOurs else { throw CancellationError() }
    }

    private func giveUpTurn(_ number: Int) {
        guard let place = turns.firstIndex(where: { $0.number == number }) else { return }
        turns.remove(at: place).continuation.resume(returning: false)
        printNumber()
    }

    /// Ends a turn and begins the next one in the same step.
    private func endTurn() {
        if turns.isEmpty { isAsking = false } else { turns.removeFirst().continuation.resume(returning: true) }
    }

    /// Reads the next typed line; nil at the end of input or if the question is withdrawn. It reads only while a
    /// question is open, because ssh may ask for a password at the same terminal.
    private func line() async -> String? {
        asked += 1
        let question = asked
        let typing = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO)
        typing.setEventHandler { @Sendable in
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = unsafe read(STDIN_FILENO, &bytes, bytes.count)
            let line = count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
            Task { await self.typed(line, for: question) }
        }
        self.typing = typing
        defer { self.typing?.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                answer = continuation
                self.typing?.activate()
                if Task.isCancelled { typed(nil, for: question) }
            }
        } onCancel: {
            Task { await self.typed(nil, for: question) }
        }
    }

    private func typed(_ line: String?, for question: Int) {
        guard question == asked else { return }
        answer?.resume(returning: line.map { String($0.prefix { !$0.isNewline }) })
        answer = nil
    }
}
