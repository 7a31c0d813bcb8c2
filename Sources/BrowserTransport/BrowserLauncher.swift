import Glibc
import Subprocess
import SystemPackage
import Text

/// Starts a browser that keeps running after farsign ends, and soon reports whether it started.
package struct BrowserLauncher: Sendable {
    package enum Outcome: Sendable, Hashable {
        case opened
        /// The result of each command that was tried, as lines that are safe for a terminal.
        case failed([String])
    }

    private enum Exit: Sendable {
        case succeeded
        /// The reason, as a line that is safe for a terminal.
        case failed(String)
        case stillRuns
    }

    private let search: BrowserSearch
    private let grace: Duration

    /// - Parameter grace: a browser that has run this long without an error counts as started. `xdg-open` needs some
    ///   tenths of a second to find out that there is no browser.
    package init(search: BrowserSearch, grace: Duration = .seconds(1)) {
        self.search = search
        self.grace = grace
    }

    /// Tries one command after the other until one does not fail.
    ///
    /// - Parameters:
    ///   - nextURL: returns a URL for the next command; nil if no more are needed because a page is open. Other users
    ///     of the machine can read the URL while the browser runs.
    ///   - failedLater: called if a command fails after the grace period.
    package func open(
        _ nextURL: @Sendable () async -> String?, failedLater: @escaping @Sendable (String) async -> Void
    ) async -> Outcome {
        var failures: [String] = []
        for command in search.commands {
            guard let url = await nextURL() else { return .opened }
            switch await start(command, url, failedLater) {
            case .stillRuns, .succeeded: return .opened
            case .failed(let reason): failures.append(reason)
            }
        }
        return .failed(failures)
    }

    /// Whether a file is executable, for ``BrowserSearch``.
    package static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
    }

    private func start(
        _ command: BrowserCommand, _ url: String, _ failedLater: @escaping @Sendable (String) async -> Void
    ) async -> Exit {
        let (ends, end) = AsyncStream<Exit>.makeStream()
        // This task is never cancelled, so the browser keeps running; it collects the exit status.
        let run = Task {
            let ended = await Self.run(command, url)
            end.yield(ended)
            return ended
        }
        let timer = Task { [grace] in
            try await Task.sleep(for: grace)
            end.yield(.stillRuns)
        }
        defer { timer.cancel() }
        var first = ends.makeAsyncIterator()
        guard let ended = await first.next(), case .stillRuns = ended else { return await run.value }
        Task {
            if case .failed(let reason) = await run.value { await failedLater(reason) }
        }
        return .stillRuns
    }

    private static func run(_ command: BrowserCommand, _ url: String) async -> Exit {
        // Use a new session, so that Ctrl-C at the terminal and its end do not affect the browser.
        var options = PlatformOptions()
        options.createSession = true
        let program: Executable =
            command.program.contains("/") ? .path(FilePath(command.program)) : .name(command.program)
        do {
            let result = try await Subprocess.run(
                program, arguments: Arguments(command.arguments(opening: url)), platformOptions: options,
                input: .none, output: .discarded, error: .discarded)
            return switch result.terminationStatus {
            case .exited(0): .succeeded
            case .exited(let status): .failed("\(command.program.shown) ended with status \(status)")
            case .signaled(let signal): .failed("\(command.program.shown) was ended by signal \(signal)")
            }
        } catch {
            return .failed("\(command.program.shown) cannot be started")
        }
    }
}

extension BrowserLauncher.Outcome {
    /// The reason why no browser was opened.
    package var failure: String? {
        guard case .failed(let reasons) = self else { return nil }
        return reasons.isEmpty ? "no browser was found" : reasons.joined(separator: "; ")
    }
}
