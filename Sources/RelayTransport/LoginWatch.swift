import CPlatform
import Glibc
import POSIX
import Synchronization
package import Text

/// Tells when pending logins come, go or change, whichever process does it.
package final class LoginWatch: Sendable {
    private let directory: String
    private let interval: Duration
    private let thread = PollingThread(label: "farsign.logins")
    private let observers = Mutex<[ObjectIdentifier: @Sendable () -> Void]>([:])

    /// - Parameters:
    ///   - directory: that of the pending logins' files.
    ///   - interval: where the kernel watches for no more of us, somebody looks this often.
    package init(directory: String, interval: Duration = .milliseconds(200)) {
        self.directory = directory
        self.interval = interval
    }

    /// Calls `changed`, from a thread of its own, for whatever happens from here on.
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

    /// Calls `changed`, from another thread, until the observation is given back with ``remove(_:)``.
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
