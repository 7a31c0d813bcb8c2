import Dispatch
import Glibc

/// Does work that blocks on a thread of its own: the sandbox and the other tests need the shared ones.
func blocking<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "farsign.tests.blocking").async {
            continuation.resume(with: Swift.Result { try work() })
        }
    }
}

/// How long anything may take on a busy machine before a test calls it a failure.
let patience = Duration.seconds(60)

/// Returns when the process is gone, whoever's child it is.
func waitForEnd(of pid: Int) async throws {
    try await blocking {
        let latest = ContinuousClock.now + patience
        while kill(pid_t(pid), 0) == 0 {
            guard ContinuousClock.now < latest else { throw MachineError("process \(pid) still runs") }
            usleep(2_000)
        }
    }
}
