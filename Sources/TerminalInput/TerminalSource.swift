package import FarsignCore
import Glibc
import POSIX
import SignIn
package import Text

/// The prompt of a waiting login: replies typed or pasted at a terminal.
///
/// From ``start(_:)`` to ``stop()`` the terminal neither echoes nor edits lines,
/// so a paste may be longer than the kernel's 4,096 characters and stays unseen.
/// Ctrl-C stays the terminal's: it signals the whole foreground job, wrapper
/// scripts included, and works even if this thread does not run.
/// ``SignalSource`` receives it. Ctrl-Z gives the terminal back and stops the
/// process; in the background nothing is read until it returns.
///
/// Prints nothing: whoever shows the prompt ends its line.
package final class TerminalSource: ReplySource {
    /// Bytes after a line break within this time belong to the same paste.
    package static let quietInterval: Duration = .milliseconds(150)
    private let terminal: Terminal
    private let limit: Int
    private let intake: ReplyChannel
    private let quiet: Duration
    private let thread = PollingThread(label: "farsign.terminal")

    /// - Parameters:
    ///   - output: where the terminal is told to bracket pastes; nil if it knows no escape sequences.
    ///   - intake: the name under which replies are delivered.
    package init(
        input: Int32, output: Int32?, limit: Int = CodeReply.limit, intake: ReplyChannel = .terminal,
        quiet: Duration = TerminalSource.quietInterval
    ) {
        terminal = Terminal(input: input, output: output)
        self.limit = limit
        self.intake = intake
        self.quiet = quiet
    }

    /// Echo is off when this returns, unless the process is in the background.
    package func start(_ deliver: @escaping @Sendable (Arrival) -> Void) throws(StateError) {
        try thread.start(preparing: prepare) { [self] jobControl, wake in
            var reader = TerminalReader(terminal, jobControl, limit: limit, quiet: quiet)
            reader.run(until: wake) { [self] assembled in
                if !thread.isStopped { deliver(assembled.arrival(by: intake)) }
            } resumed: { [self] in
                if !thread.isStopped { deliver(.resumed) }
            } hungUp: { [self] in
                if !thread.isStopped { deliver(.hungUp) }
            }
        }
    }

    private func prepare() throws(StateError) -> JobControl {
        guard isatty(terminal.input) == 1 else { throw .waiting("terminal", errno) }
        let jobControl = JobControl(of: terminal)
        do {
            if terminal.isForeground { try terminal.borrow() }
        } catch {
            jobControl.end()
            throw error
        }
        return jobControl
    }

    package func stop() {
        thread.stop()
        terminal.giveBack(forGood: true)
    }
}
