import FarsignShared
import Glibc
import Subprocess
import SystemPackage

/// Starts a browser that outlives us, and tells soon whether there is one.
public struct BrowserOpener: Sendable {
    public enum Outcome: Sendable, Hashable {
        case opened
        /// What came of each command that was tried, as lines that are safe for a terminal.
        case failed([String])
    }

    private enum End: Sendable {
        case ended(TerminationStatus)
        case notStarted
        case stillRuns
    }

    private let search: BrowserSearch
    private let grace: Duration

    /// - Parameter grace: a browser that has run for so long without an error is one. `xdg-open` takes some tenths of a
    ///   second to find that there is none.
    public init(search: BrowserSearch, grace: Duration = .seconds(1)) {
        self.search = search
        self.grace = grace
    }

    /// Tries one command after the other until one does not fail.
    ///
    /// - Parameter url: other users of the machine can read it while the browser runs.
    public func open(_ url: String) async -> Outcome {
        var failures: [String] = []
        for command in search.commands {
            switch await start(command, url) {
            case .stillRuns, .ended(.exited(0)): return .opened
            case .ended(.exited(let status)): failures.append("\(command.program.shown) ended with status \(status)")
            case .ended(.signaled(let signal)):
                failures.append("\(command.program.shown) was ended by signal \(signal)")
            case .notStarted: failures.append("\(command.program.shown) cannot be started")
            }
        }
        return .failed(failures)
    }

    /// Whether a file can be run, for ``BrowserSearch``.
    public static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
    }

    private func start(_ command: BrowserCommand, _ url: String) async -> End {
        let (ends, end) = AsyncStream<End>.makeStream()
        // Nobody cancels this task, so that the browser goes on; it takes the exit status whenever it comes.
        Task { end.yield(await Self.run(command, url)) }
        let timer = Task { [grace] in
            try await Task.sleep(for: grace)
            end.yield(.stillRuns)
        }
        defer { timer.cancel() }
        for await first in ends { return first }
        return .stillRuns
    }

    private static func run(_ command: BrowserCommand, _ url: String) async -> End {
        // A session of its own: Ctrl-C at our terminal, or its end, is nothing to a browser.
        var options = PlatformOptions()
        options.createSession = true
        let program: Executable =
            command.program.contains("/") ? .path(FilePath(command.program)) : .name(command.program)
        do {
            let result = try await Subprocess.run(
                program, arguments: Arguments(command.arguments(opening: url)), platformOptions: options,
                input: .none, output: .discarded, error: .discarded)
            return .ended(result.terminationStatus)
        } catch {
            return .notStarted
        }
    }
}

extension BrowserOpener.Outcome {
    /// Why no browser was opened.
    public var failure: String? {
        guard case .failed(let reasons) = self else { return nil }
        return reasons.isEmpty ? "there is none" : reasons.joined(separator: "; ")
    }
}
