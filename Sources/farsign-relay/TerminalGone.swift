import Dispatch
import Glibc
import Text

struct TerminalGone: ExplainedError {
    enum Code: String, ErrorCode {
        case hungUp = "hung-up"
    }

    let code = Code.hungUp
    let summary = "the terminal was closed"
    let hint: String? = nil
}
