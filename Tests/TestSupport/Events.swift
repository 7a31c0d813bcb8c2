import Synchronization

/// What happened, in order, for a test that waits for it.
package final class Events<Event: Sendable>: Sendable {
    private let stream: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation
    private let added = Mutex(0)

    package init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// How many there were so far.
    package var count: Int { added.withLock { $0 } }

    @Sendable package func add(_ event: Event) {
        added.withLock { $0 += 1 }
        continuation.yield(event)
    }

    /// The next one that no earlier call has returned.
    package func next() async -> Event? {
        for await event in stream { return event }
        return nil
    }
}
