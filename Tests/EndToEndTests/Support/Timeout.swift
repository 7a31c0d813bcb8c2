import Glibc
import TestSupport

/// How long anything may take on a busy machine before a test calls it a failure.
let timeout = Duration.seconds(60)

/// Returns when the process is gone, whoever's child it is.
func waitForEnd(of pid: Int) async throws {
    try await blocking {
        let latest = ContinuousClock.now + timeout
        while kill(pid_t(pid), 0) == 0 {
            guard ContinuousClock.now < latest else { throw MachineError("process \(pid) still runs") }
            usleep(2_000)
        }
    }
}
