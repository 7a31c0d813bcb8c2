import CPlatform
import Dispatch
import Glibc
import POSIX
import Synchronization
import Text

/// The terminal's lines: stderr, where the open question is the last thing, and whole.
final class Screen: Sendable {
    private struct State {
        var question: String?
        /// The question, or an earlier text of it, is the last line of the screen.
        var isLast = false
        /// The question was printed with its text of now.
        var isPrinted = false
        var isDue = false
    }

    private let state = Mutex(State())

    /// What comes close together is printed together, and the question once after it.
    private static let pause = DispatchTimeInterval.milliseconds(100)

    /// - Parameter prefix: begins each row of the terminal that the line takes.
    func say(_ line: String, prefix: String = "") {
        let rows = Self.rows(of: line, first: prefix, next: prefix.isEmpty ? "    " : prefix)
        state.withLock { state in
            Self.write((state.isLast ? "\n" : "") + rows + "\n", to: STDERR_FILENO)
            state.isLast = false
        }
        printQuestionSoon()
    }

    /// Prints a question, of one line or more; the answer is typed after it.
    func open(_ text: String) {
        state.withLock { $0.question = text }
        printQuestion()
    }

    /// Another text for the same question.
    func change(_ text: String) {
        state.withLock { state in
            guard state.question != nil, state.question != text else { return }
            state.question = text
            state.isPrinted = false
        }
        printQuestionSoon()
    }

    /// - Parameter isAnswered: Enter has ended the line then.
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

    /// To stdout.
    static func answer(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// As many rows as a line needs on this terminal, so that none begins with what somebody else has put into the line.
    private static func rows(of line: String, first: String, next: String) -> String {
        // The last column stays free: terminals differ in what they do after it.
        let width = Int(farsign_terminal_columns(STDERR_FILENO)) - 1
        var text = first
        var used = first.utf8.count
        guard width > next.utf8.count + 1 else { return first + line }
        for word in line.split(separator: " ", omittingEmptySubsequences: false).joinedWords {
            // A word that fits into a row of its own is not broken: it may be a URL.
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
        // Nobody is left to tell when it fails.
        try? writeWhole(text.utf8, to: descriptor)
    }
}

extension [Substring] {
    /// Each with the space that follows it.
    fileprivate var joinedWords: [String] {
        dropLast().map { $0 + " " } + (last.map { [String($0)] } ?? [])
    }
}

extension String {
    fileprivate var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }
}

extension Unicode.Scalar {
    /// At most: which of them a terminal draws wide is its own affair.
    fileprivate var columns: Int { isASCII ? 1 : 2 }
}
