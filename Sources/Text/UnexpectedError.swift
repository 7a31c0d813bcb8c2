/// Wraps an error type that no port is documented to throw.
package struct UnexpectedError: ExplainedError {
    package enum Code: String, ErrorCode {
        case unexpected
    }

    package let code = Code.unexpected
    package let summary: String
    package let hint: String? = nil

    package init(_ error: any Error) {
        summary = "unexpected error: \(String(describing: error).shown)"
    }
}
