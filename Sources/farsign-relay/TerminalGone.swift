import Text

/// The terminal was closed while a question was open.
struct TerminalGone: ExplainedError {
    enum Code: String, ErrorCode {
        case hungUp = "hung-up"
    }

    let code = Code.hungUp
    let summary = "the terminal was closed"
    let hint: String? = nil
}
