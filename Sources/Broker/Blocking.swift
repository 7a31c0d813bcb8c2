import Dispatch
import Synchronization

/// Runs a blocking call on a thread of its own, because the thread pool of Swift concurrency is small.
func blocking<Made: Sendable>(_ body: @escaping @Sendable () throws -> Made) async throws -> Made {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "farsign.blocking").async {
            continuation.resume(with: Result { try body() })
        }
    }
}

/// Blocks until the async body is done. It must not be called on a thread of Swift concurrency's own pool.
func waiting<Made: Sendable, Failure>(
    _ body: @escaping @Sendable () async throws(Failure) -> Made
) throws(Failure) -> Made {
    let done = DispatchSemaphore(value: 0)
    let made = Mutex<Result<Made, Failure>?>(nil)
    Task {
        let result: Result<Made, Failure>
        do throws(Failure) { result = .success(try await body()) } catch { result = .failure(error) }
        made.withLock { $0 = result }
        done.signal()
    }
    done.wait()
    guard let result = made.withLock({ $0 }) else { preconditionFailure("signalled without a result") }
    return try result.get()
}
