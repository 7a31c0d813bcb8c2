package import FarsignCore
import Glibc
import POSIX
import Polling
import Session
import SignIn
package import Text

/// A source of replies on a standard input that is not a terminal: a pipe, a FIFO or a file.
///
/// A writer that stays connected may send another reply after a wrong one.
package final class PipeReplySource: ReplySource {
    private let descriptor: Int32
    private let limit: Int
    private let quiet: Duration
    private let thread = PollingThread(label: "farsign.pipe")

    /// - Parameter quiet: how long no byte may follow a line break for it to end a reply.
    package init(
        descriptor: Int32, limit: Int = CodeReply.limit, quiet: Duration = TerminalReplySource.quietInterval
    ) {
        self.descriptor = descriptor
        self.limit = limit
        self.quiet = quiet
    }

    package func start(_ deliver: @escaping @Sendable (Arrival) -> Void) throws(StateError) {
        try thread.start(preparing: { () throws(StateError) in }) { [self] _, wake in
            read(until: wake) { assembled in
                if let assembled, !thread.isStopped { deliver(assembled.arrival(by: .pipe)) }
            }
        }
    }

    package func stop() {
        thread.stop()
    }

    private func read(until wake: Int32, _ pass: (Assembled?) -> Void) {
        var assembler = PipeAssembler(limit: limit)
        var chunk = Chunk()
        while true {
            guard let found = poll([wake, descriptor], for: assembler.awaitsQuiet ? quiet : nil) else { continue }
            guard found[0] == 0 else { return }
            guard found[1] != 0 else {
                pass(assembler.quiet())
                continue
            }
            let outcome = chunk.fill(from: descriptor)
            if outcome == .bytes { pass(assembler.take(chunk.bytes)) }
            chunk.wipe()
            if outcome == .end { break }
        }
        pass(assembler.end())
        pass(.ended)
    }

    /// Reads one reply up to the end of the input, for `farsign submit`. It blocks until then and reads at most the
    /// limit.
    package static func readAll(
        from descriptor: Int32, limit: Int = CodeReply.limit, channel: ReplyChannel = .submit
    ) -> Arrival {
        var assembler = PipeAssembler(limit: limit)
        var chunk = Chunk()
        while poll([descriptor], for: nil)?[0] != POLLNVAL {
            let outcome = chunk.fill(from: descriptor)
            let tooLong = outcome == .bytes ? assembler.take(chunk.bytes) : nil
            chunk.wipe()
            if let tooLong { return tooLong.arrival(by: channel) }
            if outcome == .end { break }
        }
        return (assembler.end() ?? .ended).arrival(by: channel)
    }
}
