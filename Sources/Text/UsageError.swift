/// A command line that cannot be executed.
package struct UsageError: ExplainedError, Hashable {
    package let summary: String
    package let hint: String?

    package var name: String { "usage" }

    package init(_ summary: String, hint: String? = nil) {
        self.summary = summary
        self.hint = hint
    }
}
