import Glibc
import Text

/// The error that the answer could not be written to stdout.
struct OutputError: ExplainedError {
    enum Code: String, ErrorCode {
        case outputFailed = "output-failed"
    }

    let code = Code.outputFailed
    let summary: String
    let hint: String? = nil

    init(reason: String) {
        summary = "cannot write to stdout: \(reason.lowercased())"
    }
}
