import Text

/// The answer could not be written to stdout.
package struct OutputError: ExplainedError {
    package enum Code: String, ErrorCode {
        case outputFailed = "output-failed"
    }

    package let code = Code.outputFailed
    package let summary: String
    package let hint: String? = nil

    package init(_ error: SystemError) {
        summary = "cannot write to stdout: \(error.text.lowercased())"
    }
}
