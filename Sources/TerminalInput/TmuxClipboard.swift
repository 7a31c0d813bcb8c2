import Dispatch
import Subprocess
import Synchronization
import SystemPackage
import Text

/// The clipboard through tmux 3.2 or later. With tmux's default settings, escape sequences do not reach it.
package struct TmuxClipboard: Sendable {
    private final class Outcome: Sendable {
        let isTaken = Mutex(false)
        let isKnown = DispatchSemaphore(value: 0)
    }

    /// The value of `TMUX`: a socket and the numbers of the session.
    private let server: String
    private let timeout: Duration

    /// Returns nil outside of tmux.
    ///
    /// - Parameter timeout: how long to wait for tmux.
    package init?(variable: (_ name: String) -> String?, timeout: Duration = .seconds(2)) {
        guard let server = variable("TMUX"), !server.isEmpty else { return nil }
        self.server = server
        self.timeout = timeout
    }

    /// Makes `text` tmux's newest buffer and lets tmux copy it to the clipboard of the terminals that support this.
    /// Blocks.
    ///
    /// - Returns: whether tmux did so.
    package func take(_ text: String) -> Bool {
        let outcome = Outcome()
        let loading = Task { [server] in
            let isTaken = await Self.load(text, into: server)
            outcome.isTaken.withLock { $0 = isTaken }
            outcome.isKnown.signal()
        }
        let latest = DispatchTime.now() + .milliseconds(Int(timeout.milliseconds))
        if outcome.isKnown.wait(timeout: latest) == .timedOut { loading.cancel() }
        return outcome.isTaken.withLock { $0 }
    }

    /// The size that any pipe can hold without a reader (PIPE_BUF and a page, pipe(7)). A sign-in URL has about 400
    /// bytes.
    private static let limit = 4_096

    /// The text contains a state, so it goes through a pipe and not through the arguments, which everyone can read.
    /// It is written before tmux starts, because Subprocess 1.0 traps if a program ends before it has read its input.
    private static func load(_ text: String, into server: String) async -> Bool {
        guard text.utf8.count <= limit, let (reader, writer) = try? FileDescriptor.pipe() else { return false }
        _ = try? writer.closeAfter { try writer.writeAll(text.utf8) }
        let result = try? await Subprocess.run(
            .name("tmux"), arguments: ["load-buffer", "-w", "-"], environment: .inherit.updating(["TMUX": server]),
            input: .fileDescriptor(reader, closeAfterSpawningProcess: true), output: .discarded, error: .discarded)
        return result?.terminationStatus.isSuccess ?? false
    }
}
