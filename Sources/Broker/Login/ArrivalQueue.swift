import Dispatch
package import FarsignCore
import Synchronization
import Text

/// Arrivals of all sources, in the order in which they came.
package final class ArrivalQueue: Sendable {
    private let waiting = Mutex<[Arrival]>([])
    private let count = DispatchSemaphore(value: 0)

    package init() {}

    package func add(_ arrival: Arrival) {
        waiting.withLock { $0.append(arrival) }
        count.signal()
    }

    /// Forgets what came already, of the kind that is given.
    func drop(where isOver: (Arrival) -> Bool) {
        let dropped = waiting.withLock { waiting in
            let before = waiting.count
            waiting.removeAll(where: isOver)
            return before - waiting.count
        }
        // Each was counted, so none of these waits.
        for _ in 0..<dropped { count.wait() }
    }

    /// Blocks until something comes.
    package func next() -> Arrival {
        count.wait()
        return waiting.withLock { $0.removeFirst() }
    }

    /// Blocks; nil where nothing came in time.
    func next(within limit: Duration) -> Arrival? {
        guard count.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .success else { return nil }
        return waiting.withLock { $0.removeFirst() }
    }
}
