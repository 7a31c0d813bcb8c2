import FarsignCLI
import Glibc
import POSIX
import Text

/// The standard streams.
enum Standard {
    static func console() -> Console {
        Console(
            answer: { text in try write(text.reveal(), to: STDOUT_FILENO) },
            // If stderr is closed, there is no other place to report to.
            say: { text in try? write(text, to: STDERR_FILENO) },
            readLine: isatty(STDIN_FILENO) == 1 ? { @Sendable in Swift.readLine() } : nil,
            terminal: canObeyEscapes ? TerminalEscapes(isTerminal: true, variable: Live.variable) : nil)
    }

    /// Whether stderr is a terminal that supports escape sequences.
    static var canObeyEscapes: Bool {
        let term = unsafe getenv("TERM").map { unsafe String(cString: $0) } ?? ""
        return isatty(STDERR_FILENO) == 1 && !term.isEmpty && term != "dumb"
    }

    private static func write(_ text: String, to descriptor: Int32) throws(OutputError) {
        do throws(SystemError) {
            try writeWhole(text.utf8, to: descriptor)
        } catch {
            throw OutputError(error)
        }
    }
}
