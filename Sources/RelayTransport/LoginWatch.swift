import CPlatform
import Glibc
import Polling
import Synchronization
package import Text

/// Notifies observers when pending logins start, end or change in any process.
package final class LoginWatch: Sendable {
    private let directory: String
    private let interval: Duration
    private let thread = PollingThread(label: "farsign.logins")
    private let observers = Mutex<[ObjectIdentifier: @Sendable () -> Void]>([:])

    /// - Parameters:
    ///   - directory: the directory of the pending logins' files.
    ///   - interval: how often to look if the kernel cannot watch the directory.
    package init(directory: String, interval: Duration = .milliseconds(200)) {
        self.directory = directory
        self.interval = interval
    }

    /// Calls `changed` on its own thread for every change from now on.
    package func start(changed: @escaping @Sendable () -> Void) throws(StateError) {
        try thread.start(preparing: { () throws(StateError) in open() }) { [self] watch, wake in
            follow(watch, until: wake) {
                changed()
                for observer in observers.withLock({ Array($0.values) }) { observer() }
            }
        }
    }

    package func stop() {
        thread.stop()
    }

    /// Calls `changed` on another thread until ``remove(_:)`` is called with the observation.
    func observe(_ changed: @escaping @Sendable () -> Void) -> Observation {
        let observation = Observation()
        observers.withLock { $0[ObjectIdentifier(observation)] = changed }
        return observation
    }

    func remove(_ observation: Observation) {
        observers.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(observation)) }
    }

    final class Observation: Sendable {}

    private func open() -> Int32 {
        unsafe farsign_watch_open(directory)
    }

    private func follow(_ first: Int32, until wake: Int32, _ tell: () -> Void) {
        var watch = first
        defer { if watch >= 0 { close(watch) } }
        while !thread.isStopped {
            guard let found = poll([wake, watch], for: watch < 0 ? interval : nil), found[0] == 0 else { continue }
            if watch < 0 {
                watch = open()
            } else if !farsign_watch_taken(watch) {
                close(watch)
                watch = -1
            }
            if !thread.isStopped { tell() }
        }
    }
}
