import CPlatform
import Dispatch
import Glibc
import Synchronization
package import Text

/// A thread for a blocking source of events, from its start to its stop.
///
/// It is a serial queue of its own, because its body blocks in poll(2) and must not occupy a thread of Swift
/// concurrency's pool.
package final class PollingThread: Sendable {
    private struct State {
        var hasStarted = false
        var isStopped = false
        /// Becomes readable at ``stop()``; -1 before the first start.
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
        // The running thread keeps this object alive.
        let wake = state.withLock { $0.wake }
        if wake >= 0 { close(wake) }
    }

    package var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Whether the caller runs on this thread, for example in a delivery.
    package var isCurrent: Bool { DispatchQueue.getSpecific(key: Self.current) == ObjectIdentifier(self) }

    /// Prepares on the calling thread, then runs `body` on its own thread with the result and with a descriptor that
    /// becomes readable when the body should end. It runs once: a second start, or a start after the stop, does
    /// nothing.
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

    /// Ends the body and waits for its end, unless the body itself calls.
    package func stop() {
        beginStop()
        if !isCurrent { finished.wait() }
    }

    /// Asks the body to end, without waiting.
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
