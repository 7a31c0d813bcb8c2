import Dispatch
package import FarsignCore
import Synchronization
import Text

/// A thread-safe queue of the arrivals from all sources, first in, first out.
package final class ArrivalQueue: Sendable {
    private let waiting = Mutex<[Arrival]>([])
    private let count = DispatchSemaphore(value: 0)

    package init() {}

    package func add(_ arrival: Arrival) {
        waiting.withLock { $0.append(arrival) }
        count.signal()
    }

    /// Removes the queued arrivals for which the closure returns true.
    func drop(where isOver: (Arrival) -> Bool) {
        let dropped = waiting.withLock { waiting in
            let before = waiting.count
            waiting.removeAll(where: isOver)
            return before - waiting.count
        }
        // Each removed arrival had incremented the semaphore, so this loop does not block.
        for _ in 0..<dropped { count.wait() }
    }

    /// Blocks until there is an arrival.
    package func next() -> Arrival {
        count.wait()
        return waiting.withLock { $0.removeFirst() }
    }

    /// Blocks for at most the given time; nil if nothing arrived in that time.
    func next(within limit: Duration) -> Arrival? {
        guard count.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .success else { return nil }
        return waiting.withLock { $0.removeFirst() }
    }
}
