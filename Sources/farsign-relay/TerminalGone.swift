import Dispatch
import Glibc
import Text

struct TerminalGone: ExplainedError {
    let name = "hung-up"
    let summary = "the terminal was closed"
    let hint: String? = nil
}
