package import FoundationEssentials
import Synchronization

/// A clock that stands still until it is moved.
package final class TestClock: Sendable {
    /// 2026-01-02T03:04:05Z
    package static let someTime = Date(timeIntervalSince1970: 1_767_323_045)

    private let time: Mutex<Date>

    package init(_ time: Date) {
        self.time = Mutex(time)
    }

    package var now: Date { time.withLock { $0 } }

    package func advance(by seconds: TimeInterval) {
        time.withLock { $0 += seconds }
    }
}
