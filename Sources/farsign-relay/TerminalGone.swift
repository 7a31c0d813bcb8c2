import Dispatch
import Glibc
import Text

struct TerminalGone: ExplainedError {
    let name = "hung-up"
    let summary = "there is nobody to ask any more"
    let hint: String? = nil
}
