import CPlatform
import FarsignCLI
import Glibc
import POSIX
import Text

/// The standard streams.
enum Standard {
    static func console() -> Console {
        var console = Console(
            answer: { text in try write(text.reveal(), to: STDOUT_FILENO) },
            // If stderr is closed, there is no other place to report to.
            say: { text in try? write(text, to: STDERR_FILENO) },
            readLine: isatty(STDIN_FILENO) == 1 ? { @Sendable in Swift.readLine() } : nil,
            terminal: canObeyEscapes ? TerminalEscapes(isTerminal: true, variable: Live.variable) : nil)
        if isatty(STDOUT_FILENO) == 1 {
            console.screen = Screen(
                columns: Int(farsign_terminal_columns(STDOUT_FILENO)), variable: Live.variable)
            console.page = { command, text in
                guard try !PagerProgram.show(text, command) else { return }
                try write(text, to: STDOUT_FILENO)
            }
        }
        return console
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
