import CPlatform
import Glibc

/// Ctrl-Z and `fg`, for a process that has a terminal in borrowed modes.
///
/// Only where the terminal is the controlling one: the stop signals of another
/// are none of ours. A process that was started with SIGTSTP ignored keeps it so.
struct JobControl: Sendable {
    /// Readable when the person asks to suspend; -1 without job control.
    let suspend: Int32
    /// Readable when the process is continued, by Ctrl-Z's `fg` or after a SIGSTOP.
    let resume: Int32
    private let terminal: Terminal

    init(of terminal: Terminal) {
        self.terminal = terminal
        let hasJobControl = terminal.isControlling
        suspend = hasJobControl ? farsign_signal_take(SIGTSTP, false) : -1
        resume = hasJobControl ? farsign_signal_take(SIGCONT, true) : -1
    }

    /// Lets the signals reach the calling thread.
    func admit() {
        if suspend >= 0 { farsign_signal_admit(SIGTSTP) }
        if resume >= 0 { farsign_signal_admit(SIGCONT) }
    }

    /// Suspends the process if that was asked for, with the terminal as the
    /// shell expects it, and returns once it is continued.
    func obey() {
        if suspend >= 0, farsign_event_taken(suspend) {
            terminal.giveBack(forGood: false)
            farsign_signal_suspend_self()
        }
        if resume >= 0 { _ = farsign_event_taken(resume) }
    }

    func end() {
        if suspend >= 0 { farsign_signal_give_back(SIGTSTP) }
        if resume >= 0 { farsign_signal_give_back(SIGCONT) }
    }
}
