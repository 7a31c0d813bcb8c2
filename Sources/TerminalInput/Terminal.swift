import CPlatform
import Glibc
import Polling
import Synchronization
import Text

/// The terminal whose modes farsign changes while it waits.
final class Terminal: Sendable {
    private struct State {
        /// The shell's modes, while farsign's are set.
        var borrowed: termios?
        var isOver = false
    }

    let input: Int32
    private let output: Int32?
    private let state = Mutex(State())

    init(input: Int32, output: Int32?) {
        self.input = input
        self.output = output
    }

    /// Whether it is this process's controlling terminal.
    var isControlling: Bool { tcgetpgrp(input) != -1 }

    /// In the background, a read would stop the process, and changing the modes would disturb the shell. Neither
    /// applies to a terminal that is not the controlling one.
    var isForeground: Bool {
        let group = tcgetpgrp(input)
        return group == -1 || group == getpgrp()
    }

    /// Whether typed text goes to this process without echo.
    var isBorrowed: Bool { state.withLock { $0.borrowed != nil } }

    /// Turns line editing and echo off and paste brackets on. When called again after the shell had the terminal, the
    /// modes to restore remain those of the first call.
    func borrow() throws(StateError) {
        try state.withLock { state throws(StateError) in
            guard !state.isOver else { return }
            var shell = termios()
            if let borrowed = state.borrowed {
                shell = borrowed
            } else if unsafe tcgetattr(input, &shell) != 0 {
                throw .waiting("terminal", errno)
            }
            var modes = farsign_terminal_unechoed(shell)
            guard unsafe farsign_terminal_set(input, &modes) == 0 else { throw .waiting("terminal", errno) }
            state.borrowed = shell
            write("\u{1B}[?2004h")
        }
    }

    /// Restores the terminal's modes and discards typed text that was not read: the rest of a paste would otherwise
    /// appear in the shell's next command line and its history. In the background the shell has already set its own
    /// modes.
    func giveBack(forGood: Bool) {
        state.withLock { state in
            if forGood { state.isOver = true }
            guard var modes = state.borrowed else { return }
            state.borrowed = nil
            guard isForeground else { return }
            write("\u{1B}[?2004l")
            _ = unsafe farsign_terminal_restore(input, &modes)
        }
    }

    private func write(_ text: StaticString) {
        guard let output else { return }
        _ = unsafe Glibc.write(output, text.utf8Start, text.utf8CodeUnitCount)
    }
}
