import Glibc
import Synchronization

/// The terminal's lines: stderr, where what is said meanwhile does not end up in an open question.
final class Screen: Sendable {
    private let question = Mutex<String?>(nil)

    func say(_ line: String) {
        question.withLock { question in
            Self.write((question == nil ? "" : "\n") + line + "\n" + (question ?? ""), to: STDERR_FILENO)
        }
    }

    func open(_ text: String) {
        question.withLock { question in
            question = text
            Self.write(text, to: STDERR_FILENO)
        }
    }

    /// - Parameter isAnswered: Enter has ended the line then.
    func close(isAnswered: Bool) {
        question.withLock { question in
            question = nil
            if !isAnswered { Self.write("\n", to: STDERR_FILENO) }
        }
    }

    /// To stdout.
    static func answer(_ text: String) { write(text, to: STDOUT_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                // Nobody is left to tell.
                return
            }
        }
    }
}
