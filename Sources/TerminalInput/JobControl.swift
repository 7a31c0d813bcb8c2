import CPlatform
import Glibc

/// Ctrl-Z and `fg` for a process that has changed the modes of its terminal.
///
/// It works only if the terminal is the controlling one, because another terminal's stop signals do not concern this
/// process. A process that was started with SIGTSTP ignored keeps ignoring it.
struct JobControl: Sendable {
    /// Readable when the person asks to suspend; -1 without job control.
    let suspend: Int32
    /// Readable when the process is continued, by `fg` after Ctrl-Z or after a SIGSTOP.
    let resume: Int32
    private let terminal: Terminal

    init(of terminal: Terminal) {
        self.terminal = terminal
        let hasJobControl = terminal.isControlling
        suspend = hasJobControl ? farsign_signal_take(SIGTSTP, false) : -1
        resume = hasJobControl ? farsign_signal_take(SIGCONT, true) : -1
    }

    /// Unblocks the signals for the calling thread.
    func admit() {
        if suspend >= 0 { farsign_signal_admit(SIGTSTP) }
        if resume >= 0 { farsign_signal_admit(SIGCONT) }
    }

    /// If requested, suspends the process with the terminal modes that the shell expects, and returns once it is
    /// continued.
    func obey() {
        if suspend >= 0, farsign_event_taken(suspend) {
            terminal.giveBack(forGood: false)
            farsign_signal_suspend_self()
        }
        if resume >= 0 { _ = farsign_event_taken(resume) }
    }

    func stop() {
        if suspend >= 0 { farsign_signal_give_back(SIGTSTP) }
        if resume >= 0 { farsign_signal_give_back(SIGCONT) }
    }
}
