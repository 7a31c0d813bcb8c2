/// An error of a domain that has only codes of its own and no other members.
package struct CodedError<Code: ErrorCode>: ExplainedError, Hashable {
    package let code: Code
    package let summary: String
    package let hint: String?

    package init(_ code: Code, _ summary: String, hint: String? = nil) {
        self.code = code
        self.summary = summary
        self.hint = hint
    }
}
