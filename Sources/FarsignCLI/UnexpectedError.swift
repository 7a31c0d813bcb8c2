import ArgumentParser
import Text

/// Wraps an error type that no layer below should have let through.
struct UnexpectedError: ExplainedError {
    let name = "unexpected"
    let summary: String
    let hint: String? = nil

    init(_ error: any Error) {
        summary = "unexpected error: \(String(describing: error).shown)"
    }
}
