public import FoundationEssentials
import Synchronization

/// A clock that stands still until it is moved.
public final class TestClock: Sendable {
    /// 2026-01-02T03:04:05Z
    public static let someTime = Date(timeIntervalSince1970: 1_767_323_045)

    private let time: Mutex<Date>

    public init(_ time: Date) {
        self.time = Mutex(time)
    }

    public var now: Date { time.withLock { $0 } }

    public func advance(by seconds: TimeInterval) {
        time.withLock { $0 += seconds }
    }
}
