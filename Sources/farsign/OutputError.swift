import Broker
import Glibc
import Text

/// The error that the answer could not be written to stdout.
struct OutputError: ExplainedError {
    let name = "output-failed"
    let summary: String
    let hint: String? = nil

    init(reason: String) {
        summary = "cannot write to stdout: \(reason.lowercased())"
    }
}
