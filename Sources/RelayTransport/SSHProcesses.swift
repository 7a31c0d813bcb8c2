import Synchronization

/// The running `ssh` processes of a program, so that none is left when the program ends.
package final class SSHProcesses: Sendable {
    private struct State {
        var isEnding = false
        var running: [ObjectIdentifier: SSHProcess] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether ``terminateAll()`` was called.
    package var isEnding: Bool { state.withLock { $0.isEnding } }

    /// Ends all processes, returns when they have ended, and allows no new ones.
    package func terminateAll() async {
        let running = state.withLock { state in
            state.isEnding = true
            return Array(state.running.values)
        }
        for process in running { process.terminate() }
        for process in running { await process.end() }
    }

    /// - Throws: `CancellationError` after ``terminateAll()``; the process is then ended.
    func add(_ process: SSHProcess) throws {
        let isAdded = state.withLock { state in
            if !state.isEnding { state.running[ObjectIdentifier(process)] = process }
            return !state.isEnding
        }
        guard isAdded else {
            process.terminate()
            throw CancellationError()
        }
        Task {
            await process.end()
            state.withLock { _ = $0.running.removeValue(forKey: ObjectIdentifier(process)) }
        }
    }
}
