import CPlatform
import Dispatch
import Glibc
import POSIX
import Synchronization
import Text

/// The lines of the terminal on stderr. An open question is always complete and the last thing on the screen.
final class Screen: Sendable {
    private struct State {
        var question: String?
        /// Whether the question, or an earlier version of it, is the last line of the screen.
        var isLast = false
        /// Whether the current version of the question was printed.
        var isPrinted = false
        var isDue = false
    }

    private let state = Mutex(State())

    /// Lines in quick succession are printed together, with the question once after them.
    private static let pause = DispatchTimeInterval.milliseconds(100)

    /// - Parameter prefix: printed at the start of each terminal row of the line.
    func say(_ line: String, prefix: String = "") {
        let rows = Self.rows(of: line, first: prefix, next: prefix.isEmpty ? "    " : prefix)
        state.withLock { state in
            Self.write((state.isLast ? "\n" : "") + rows + "\n", to: STDERR_FILENO)
            state.isLast = false
        }
        printQuestionSoon()
    }

    /// Prints a question of one or more lines, after which the person types the answer.
    func open(_ text: String) {
        state.withLock { $0.question = text }
        printQuestion()
    }

    /// Replaces the text of the open question.
    func change(_ text: String) {
        state.withLock { state in
            guard state.question != nil, state.question != text else { return }
            state.question = text
            state.isPrinted = false
        }
        printQuestionSoon()
    }

    /// - Parameter isAnswered: whether Enter has already ended the line.
    func close(isAnswered: Bool) {
        state.withLock { state in
            if state.isLast, !isAnswered { Self.write("\n", to: STDERR_FILENO) }
            (state.question, state.isLast, state.isPrinted) = (nil, false, false)
        }
    }

    private func printQuestionSoon() {
        state.withLock { state in
            guard state.question != nil, !(state.isLast && state.isPrinted), !state.isDue else { return }
            state.isDue = true
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.pause) { [self] in
                self.state.withLock { $0.isDue = false }
                printQuestion()
            }
        }
    }

    private func printQuestion() {
        state.withLock { state in
            guard let question = state.question, !(state.isLast && state.isPrinted) else { return }
            let rows = question.split(separator: "\n").map { Self.rows(of: String($0), first: "", next: "    ") }
            Self.write((state.isLast ? "\n" : "") + rows.joined(separator: "\n"), to: STDERR_FILENO)
            (state.isLast, state.isPrinted) = (true, true)
        }
    }

    /// Writes to stdout.
    static func answer(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Wraps a line into terminal rows with a prefix, so that no row begins with text from another party.
    private static func rows(of line: String, first: String, next: String) -> String {
        // Leave the last column free, because terminals behave differently after it.
        let width = Int(farsign_terminal_columns(STDERR_FILENO)) - 1
        var text = first
        var used = first.utf8.count
        guard width > next.utf8.count + 1 else { return first + line }
        for word in line.split(separator: " ", omittingEmptySubsequences: false).joinedWords {
            // Do not break a word that fits into its own row: it may be a URL.
            if used + word.columns > width, next.utf8.count + word.columns <= width {
                text += "\n" + next
                used = next.utf8.count
            }
            for scalar in word.unicodeScalars {
                if used + scalar.columns > width {
                    text += "\n" + next
                    used = next.utf8.count
                }
                text.unicodeScalars.append(scalar)
                used += scalar.columns
            }
        }
        return text
    }

    private static func write(_ text: String, to descriptor: Int32) {
        // If stderr is closed, there is no other place to report to.
        try? writeWhole(text.utf8, to: descriptor)
    }
}

extension [Substring] {
    /// Each word with the space that follows it.
    fileprivate var joinedWords: [String] {
        dropLast().map { $0 + " " } + (last.map { [String($0)] } ?? [])
    }
}

extension String {
    fileprivate var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }
}

extension Unicode.Scalar {
    /// An upper bound, because terminals differ in which characters they draw wide.
    fileprivate var columns: Int { isASCII ? 1 : 2 }
}
