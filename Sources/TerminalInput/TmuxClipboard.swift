import Dispatch
import Subprocess
import Synchronization
import SystemPackage
import Text

/// The clipboard by way of a tmux of 3.2 or later. With tmux's own settings no escape sequence gets there.
package struct TmuxClipboard: Sendable {
    private final class Outcome: Sendable {
        let isTaken = Mutex(false)
        let isKnown = DispatchSemaphore(value: 0)
    }

    /// The value of `TMUX`: a socket, and the session's numbers.
    private let server: String
    private let timeout: Duration

    /// Nil outside of tmux.
    ///
    /// - Parameter timeout: a tmux that takes longer is not waited for.
    package init?(variable: (_ name: String) -> String?, timeout: Duration = .seconds(2)) {
        guard let server = variable("TMUX"), !server.isEmpty else { return nil }
        self.server = server
        self.timeout = timeout
    }

    /// Makes `text` tmux's newest buffer, and has tmux put it on the clipboard of terminals that take it. Blocks.
    ///
    /// - Returns: false where tmux did not.
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

    /// What any pipe holds without a reader (PIPE_BUF and a page, pipe(7)). A sign-in URL has some 400 bytes.
    private static let limit = 4_096

    /// The text goes through a pipe: it holds a state, and arguments are for all to read. It is in the pipe before tmux
    /// starts, since Subprocess 1.0 traps where a program ends before it has read what is written to it.
    private static func load(_ text: String, into server: String) async -> Bool {
        guard text.utf8.count <= limit, let (reader, writer) = try? FileDescriptor.pipe() else { return false }
        _ = try? writer.closeAfter { try writer.writeAll(text.utf8) }
        let result = try? await Subprocess.run(
            .name("tmux"), arguments: ["load-buffer", "-w", "-"], environment: .inherit.updating(["TMUX": server]),
            input: .fileDescriptor(reader, closeAfterSpawningProcess: true), output: .discarded, error: .discarded)
        return result?.terminationStatus.isSuccess ?? false
    }
}
