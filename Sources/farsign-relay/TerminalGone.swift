import Dispatch
import Glibc
import Text

struct TerminalGone: ExplainedError {
    enum Code: String, ErrorCode {
        case hungUp = "hung-up"
    }

    let code = Code.hungUp
    let summary = "there is nobody to ask any more"
    let hint: String? = nil
}
