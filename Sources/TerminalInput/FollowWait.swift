import CPlatform
import Glibc
import Polling
package import Text

/// Waits between two looks at something that grows, until Ctrl-C or until nobody reads the output any more.
package final class FollowWait: Sendable {
    package enum End: Sendable {
        case interrupted
        case readerGone
    }

    private let interrupted: Int32

    /// Catches SIGINT from now on.
    ///
    /// - Parameter isAtTerminal: see ``SignalSource/init(isAtTerminal:)``.
    package init(isAtTerminal: Bool) throws(StateError) {
        interrupted = farsign_signal_take(SIGINT, isAtTerminal)
        guard interrupted >= 0 else { throw .waiting("signals", errno) }
        farsign_signal_admit(SIGINT)
    }

    deinit {
        farsign_signal_give_back(SIGINT)
    }

    /// Waits for the whole time unless something ends it: nil after that.
    package func end(within time: Duration, output: Int32) -> End? {
        // poll(2) tells of a reader that has gone without being asked.
        var entries = [
            pollfd(fd: interrupted, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: 0, revents: 0),
        ]
        let count = unsafe poll(&entries, nfds_t(entries.count), time.milliseconds)
        if farsign_event_taken(interrupted) { return .interrupted }
        guard count > 0 else { return nil }
        return Int32(entries[1].revents) & (POLLERR | POLLHUP | POLLNVAL) != 0 ? .readerGone : nil
    }
}
