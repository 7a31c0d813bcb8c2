/// A command line that cannot be executed.
package struct UsageError: ExplainedError, Hashable {
    package enum Code: String, ErrorCode {
        case usage
    }

    package let code = Code.usage
    package let summary: String
    package let hint: String?

    package init(_ summary: String, hint: String? = nil) {
        self.summary = summary
        self.hint = hint
    }
}
