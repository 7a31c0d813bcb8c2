// A program that waits at a prompt as `farsign login` does, so that tests can
// press Ctrl-C and Ctrl-Z, and kill it. Tells what arrives, never its bytes.

import Dispatch
import FarsignCore
import Glibc
import TerminalInput
import Text

func tell(_ line: String) {
    _ = unsafe write(1, "\(line)\n", line.utf8.count + 1)
}

let arguments = CommandLine.arguments
if arguments.contains("--ignoring-interrupts") {
    _ = signal(SIGINT, SIG_IGN)
}
if arguments.contains("--blocking-interrupts") {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, SIGINT)
    unsafe sigprocmask(SIG_BLOCK, &set, nil)
}

let terminal = TerminalReplySource(input: 0, output: 2)
let signals = SignalSource(isAtTerminal: true)
let over = DispatchSemaphore(value: 0)

let deliver: @Sendable (Arrival) -> Void = { arrival in
    switch arrival {
    case .reply(let bytes, _): tell("reply of \(bytes.reveal().count)")
    case .tooLong: tell("too long")
    case .emptyLine: tell("empty line")
    case .resumed: tell("resumed")
    case .interrupted:
        tell("interrupted")
        over.signal()
    case .hungUp:
        tell("hung up")
        over.signal()
    case .ended, .changed, .told, .signedIn, .failed:
        tell("ended")
        over.signal()
    }
}

do {
    try signals.start(deliver)
    try terminal.start(deliver)
} catch {
    tell(error.summary)
    exit(1)
}
tell("ready \(getpid())")
over.wait()
terminal.stop()
signals.stop()
tell("over")
