package import FarsignCore
import Glibc
import Polling
import Session
import SignIn
package import Text

/// The prompt of a waiting login: a source of replies that are typed or pasted at a terminal.
///
/// From ``start(_:)`` to ``stop()`` the terminal neither echoes nor edits lines, so that a paste may exceed the
/// kernel's 4,096 characters and is not shown. The terminal still handles Ctrl-C: it signals the whole foreground
/// job, wrapper scripts included, even if this thread does not run, and ``SignalSource`` receives it. Ctrl-Z restores
/// the terminal and stops the process; in the background nothing is read.
///
/// It prints nothing; the code that prints the prompt also ends its line.
package final class TerminalReplySource: ReplySource {
    /// Bytes after a line break within this time belong to the same paste.
    static let quietInterval: Duration = .milliseconds(150)
    private let terminal: Terminal
    private let limit: Int
    private let channel: ReplyChannel
    private let quiet: Duration
    private let thread = PollingThread(label: "farsign.terminal")

    /// - Parameters:
    ///   - output: the terminal that is asked to bracket pastes; nil if it supports no escape sequences.
    ///   - channel: the channel under which replies are delivered.
    package init(
        input: Int32, output: Int32?, limit: Int = CodeReply.limit, channel: ReplyChannel = .terminal,
        quiet: Duration = TerminalReplySource.quietInterval
    ) {
        terminal = Terminal(input: input, output: output)
        self.limit = limit
        self.channel = channel
        self.quiet = quiet
    }

    /// When this returns, echo is off, unless the process is in the background.
    package func start(_ deliver: @escaping @Sendable (Arrival) -> Void) throws(StateError) {
        try thread.start(preparing: prepare) { [self] jobControl, wake in
            var reader = TerminalReader(terminal, jobControl, limit: limit, quiet: quiet)
            reader.run(until: wake) { [self] assembled in
                if !thread.isStopped { deliver(assembled.arrival(by: channel)) }
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
            jobControl.stop()
            throw error
        }
        return jobControl
    }

    package func stop() {
        thread.stop()
        terminal.giveBack(forGood: true)
    }
}
