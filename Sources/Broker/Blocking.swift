import Dispatch
import Synchronization

/// Runs what blocks on a thread of its own: those that Swift concurrency counts on are few.
func blocking<Made: Sendable>(_ body: @escaping @Sendable () throws -> Made) async throws -> Made {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "farsign.blocking").async {
            continuation.resume(with: Result { try body() })
        }
    }
}

/// Blocks until the body is done; never called on a thread of Swift concurrency's own.
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
    guard let result = made.withLock({ $0 }) else { preconditionFailure("signalled before it was done") }
    return try result.get()
}
