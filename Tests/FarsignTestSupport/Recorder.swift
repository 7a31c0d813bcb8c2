package import FarsignCLI
import Synchronization
import Text

/// Gathers what a command prints, and types what it is told to.
package final class Recorder: Sendable {
    private struct State {
        var answer = ""
        var notices = ""
        var typed: [String]
    }

    private let state: Mutex<State>
    private let isTerminal: Bool
    private let screen: Screen?

    /// - Parameters:
    ///   - typed: lines that a person at a terminal types when asked; nil where there is no terminal.
    ///   - screen: stdout's terminal, if it is one.
    package init(typed: [String]? = nil, screen: Screen? = nil) {
        self.screen = screen
        state = Mutex(State(typed: typed ?? []))
        isTerminal = typed != nil
    }

    /// All of stdout.
    package var answer: String { state.withLock { $0.answer } }
    /// All of stderr.
    package var notices: String { state.withLock { $0.notices } }

    /// The URL that was offered last, on either stream.
    package var authorizeURL: String? {
        let printed = state.withLock { $0.notices + "\n" + $0.answer }
        let words = printed.split { $0.isWhitespace || $0 == "\"" }
        return words.last { $0.contains("/v1/authorize?") }.map(String.init)
    }

    package var console: Console {
        var console = Console(
            answer: { [self] text in state.withLock { $0.answer += text.reveal() } },
            say: { [self] text in state.withLock { $0.notices += text } },
            readLine: isTerminal
                ? { @Sendable [self] in state.withLock { $0.typed.isEmpty ? nil : $0.typed.removeFirst() } } : nil,
            terminal: nil)
        console.screen = screen
        return console
    }
}
