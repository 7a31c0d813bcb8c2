import CTestPlatform
import Glibc
import Synchronization

/// A program that runs on a pseudo-terminal of its own, as after an SSH login.
package final class TerminalProgram: Sendable {
    package enum State: Sendable, Equatable {
        case running
        case stopped
        case exited(Int32)
        case killed(Int32)
    }

    package let terminal: PseudoTerminal
    package let pid: Int32
    private let end = Mutex<State?>(nil)

    /// - Parameter arguments: those after the program's name.
    package init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], directory: String? = nil
    ) throws {
        let environment = environment.map { "\($0.key)=\($0.value)" }
        var child = farsign_pty_child()
        let error = unsafe withCStrings([program] + arguments) { arguments in
            unsafe withCStrings(environment) { environment in
                unsafe farsign_pty_spawn(program, arguments, environment, directory, &child)
            }
        }
        guard error == 0 else { throw PseudoTerminal.Failure(description: "cannot run \(program): errno \(error)") }
        pid = child.pid
        terminal = PseudoTerminal(master: child.master)
    }

    deinit {
        if case .some = end.withLock({ $0 }) { return }
        kill(pid, SIGKILL)
        _ = farsign_pty_wait(pid, 1)
    }

    /// How it is at this moment. A stop is told once.
    package func state() -> State {
        end.withLock { end in
            if let end { return end }
            switch farsign_pty_wait(pid, 0) {
            case -1: return .running
            case -2: return .stopped
            case let status where status >= 256: end = .killed(status - 256)
            case let status: end = .exited(status)
            }
            return end ?? .running
        }
    }

    /// Waits until it is no longer running.
    package func change(within limit: Duration = .seconds(50)) throws -> State {
        let latest = ContinuousClock.now + limit
        while ContinuousClock.now < latest {
            let state = state()
            if state != .running { return state }
            // Takes what it prints meanwhile: a program that ends drains its terminal first.
            try terminal.output()
            usleep(2_000)
        }
        throw PseudoTerminal.Failure(description: "the program still runs")
    }
}

/// Lends strings to C as an array that ends with a null pointer.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = unsafe strings.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { preconditionFailure("an array with its end is never empty") }
        return unsafe body(start)
    }
}
