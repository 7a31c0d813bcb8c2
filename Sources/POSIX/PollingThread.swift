import CPlatform
import Dispatch
import Glibc
import Synchronization
package import Text

/// The one thread of a source, from its start to its stop.
///
/// A serial queue of its own: its body blocks in poll(2), and must not hold a
/// thread that Swift concurrency counts on.
package final class PollingThread: Sendable {
    private struct State {
        var hasStarted = false
        var isStopped = false
        /// Readable from ``stop()`` on; -1 before the first start.
        var wake: Int32 = -1
    }

    private static let current = DispatchSpecificKey<ObjectIdentifier>()
    private let queue: DispatchQueue
    private let finished = DispatchGroup()
    private let state = Mutex(State())

    package init(label: String) {
        queue = DispatchQueue(label: label)
        queue.setSpecific(key: Self.current, value: ObjectIdentifier(self))
    }

    deinit {
        // The thread holds this object while it runs.
        let wake = state.withLock { $0.wake }
        if wake >= 0 { close(wake) }
    }

    package var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Whether the caller is the thread itself, from within its deliveries.
    package var isCurrent: Bool { DispatchQueue.getSpecific(key: Self.current) == ObjectIdentifier(self) }

    /// Prepares on the calling thread, then runs `body` with what that made and
    /// with a descriptor that becomes readable when it should end. A thread
    /// runs once: a second start, or one after the stop, does nothing.
    package func start<Prepared: Sendable>(
        preparing prepare: () throws(StateError) -> Prepared,
        _ body: @escaping @Sendable (Prepared, _ wake: Int32) -> Void
    ) throws(StateError) {
        try state.withLock { state throws(StateError) in
            guard !state.hasStarted, !state.isStopped else { return }
            if state.wake < 0 { state.wake = farsign_event_open() }
            guard state.wake >= 0 else { throw .waiting("eventfd", errno) }
            let wake = state.wake
            let prepared = try prepare()
            state.hasStarted = true
            queue.async(group: finished) { [self] in
                withExtendedLifetime(self) { body(prepared, wake) }
            }
        }
    }

    /// Ends the body and waits for that, unless it is the body that calls.
    package func stop() {
        beginStop()
        if !isCurrent { finished.wait() }
    }

    /// Tells the body to end.
    package func beginStop() {
        let wake = state.withLock { state in
            state.isStopped = true
            return state.wake
        }
        if wake >= 0 { farsign_event_signal(wake) }
    }
}

extension StateError {
    package static func waiting(_ what: String, _ error: Int32) -> StateError {
        let reason = unsafe String(cString: strerror(error))
        return StateError(.unreadable, path: what, "cannot wait for a reply: \(what): \(reason)")
    }
}
