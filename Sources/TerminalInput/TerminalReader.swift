import Glibc
import POSIX
import Polling
import Text

/// The loop that runs on the thread of a ``TerminalReplySource``.
struct TerminalReader: ~Copyable {
    /// `fg` on a job that never stopped sends no signal, so check this often.
    private static let backgroundCheck: Duration = .milliseconds(250)
    /// The maximum number of quiet intervals to wait for the rest of a paste.
    private static let longestDiscard = 10

    private let terminal: Terminal
    private let jobControl: JobControl
    private let quiet: Duration
    private var assembler: ReplyAssembler
    private var chunk = Chunk()
    /// Whether the shell has had the terminal since its modes were last set.
    private var wasAway: Bool

    init(_ terminal: Terminal, _ jobControl: JobControl, limit: Int, quiet: Duration) {
        self.terminal = terminal
        self.jobControl = jobControl
        self.quiet = quiet
        wasAway = !terminal.isBorrowed
        assembler = ReplyAssembler(limit: limit)
    }

    /// Reads until `wake` is readable, the terminal is closed, or the person ends the input.
    ///
    /// - Parameter resumed: called when the process has the terminal again.
    mutating func run(
        until wake: Int32, _ pass: (Assembled) -> Void, resumed: () -> Void, hungUp: () -> Void
    ) {
        jobControl.admit()
        reading: while true {
            let isForeground = terminal.isForeground
            if isForeground && wasAway {
                try? terminal.borrow()
                resumed()
            }
            wasAway = !isForeground
            let input = isForeground ? terminal.input : -1
            let wait = assembler.awaitsQuiet ? quiet : isForeground ? nil : Self.backgroundCheck
            guard let found = poll([wake, jobControl.suspend, jobControl.resume, input], for: wait) else { continue }
            guard found[0] == 0 else { break }
            if found[1] | found[2] != 0 {
                jobControl.obey()
                wasAway = true
            } else if found[3] != 0 {
                switch read(found[3]) {
                case nil:
                    hungUp()
                    break reading
                case .some(let assembled):
                    assembled.forEach(pass)
                    if assembled.contains(.ended) { break reading }
                }
            } else if let assembled = assembler.quiet() {
                pass(assembled)
            }
        }
        discardRest()
        jobControl.stop()
        terminal.giveBack(forGood: true)
    }

    /// Returns nil if the terminal was closed. An empty read alone does not mean that: another process may have read
    /// the bytes.
    private mutating func read(_ found: Int32) -> [Assembled]? {
        let outcome = chunk.fill(from: terminal.input)
        defer { chunk.wipe() }
        switch outcome {
        case .bytes: return assembler.take(chunk.bytes)
        case .nothing: return []
        case .end: return found & (POLLHUP | POLLERR | POLLNVAL) == 0 ? [] : nil
        }
    }

    /// After a stop in the middle of a paste, waits for its end, so that the rest does not arrive in the shell.
    private mutating func discardRest() {
        guard assembler.isMidReply else { return }
        let clock = ContinuousClock()
        let latest = clock.now + quiet * Self.longestDiscard
        while terminal.isBorrowed, terminal.isForeground, clock.now < latest {
            guard let found = poll([terminal.input], for: quiet) else { continue }
            guard found[0] & POLLIN != 0, chunk.fill(from: terminal.input) != .end else { break }
            chunk.wipe()
        }
    }
}
