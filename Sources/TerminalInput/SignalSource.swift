import CPlatform
package import FarsignCore
import Glibc
import Polling
import Session
package import Text

/// The signals that end a waiting login in an orderly way.
///
/// There can be one at a time in a process. ``stop()`` restores the previous signal dispositions.
package final class SignalSource: ReplySource {
    private struct Caught: Sendable {
        let signal: Int32
        let descriptor: Int32
        let arrival: Arrival
    }

    private let isAtTerminal: Bool
    private let thread = PollingThread(label: "farsign.signals")

    /// - Parameter isAtTerminal: Ctrl-C must end a prompt even if the parent process ignores SIGINT. Without a
    ///   terminal, a job that was started with SIGINT ignored, as shells do for `&` in scripts, keeps ignoring it.
    ///   SIGHUP and SIGTERM stay ignored in both cases (nohup).
    package init(isAtTerminal: Bool) {
        self.isAtTerminal = isAtTerminal
    }

    package func start(_ deliver: @escaping @Sendable (Arrival) -> Void) throws(StateError) {
        try thread.start(preparing: take) { [thread] caught, wake in
            for signal in caught { farsign_signal_admit(signal.signal) }
            while !thread.isStopped {
                guard let found = poll([wake] + caught.map(\.descriptor), for: nil) else { continue }
                for (signal, isFound) in zip(caught, found.dropFirst()) where isFound != 0 {
                    if farsign_event_taken(signal.descriptor), !thread.isStopped { deliver(signal.arrival) }
                }
            }
            Self.giveBack(caught)
        }
    }

    package func stop() {
        thread.stop()
    }

    private func take() throws(StateError) -> [Caught] {
        var caught: [Caught] = []
        // Also Ctrl-\: its core dump would contain tokens, and the terminal would be left without echo.
        let wanted: [(Int32, Bool, Arrival)] = [
            (SIGINT, isAtTerminal, .interrupted), (SIGQUIT, isAtTerminal, .interrupted),
            (SIGTERM, false, .hungUp), (SIGHUP, false, .hungUp),
        ]
        for (signal, evenIfIgnored, arrival) in wanted {
            let descriptor = farsign_signal_take(signal, evenIfIgnored)
            guard descriptor >= 0 else {
                let error = errno
                Self.giveBack(caught)
                throw .waiting("signals", error)
            }
            caught.append(Caught(signal: signal, descriptor: descriptor, arrival: arrival))
        }
        return caught
    }

    private static func giveBack(_ caught: [Caught]) {
        for signal in caught { farsign_signal_give_back(signal.signal) }
    }
}
