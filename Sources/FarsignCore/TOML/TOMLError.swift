/// Why a text is not a configuration, and in which line.
package struct TOMLError: Error, Sendable, Hashable {
    /// The line number, from 1.
    package let line: Int
    /// A sentence about the line, safe for a terminal, such as `the section [login] occurs twice`.
    package let reason: String
    package let hint: String?

    package init(_ line: Int, _ reason: String, hint: String? = nil) {
        self.line = line
        self.reason = reason
        self.hint = hint
    }
}
