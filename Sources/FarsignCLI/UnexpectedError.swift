import ArgumentParser
import Text

/// An error of a kind that no door should let through.
struct UnexpectedError: ExplainedError {
    let name = "unexpected"
    let summary: String
    let hint: String? = nil

    init(_ error: any Error) {
        summary = "unexpected: \(String(describing: error).shown)"
    }
}
