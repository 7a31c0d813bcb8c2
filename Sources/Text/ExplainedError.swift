/// The protocol of all errors that are shown to a person. Each domain has one conforming struct. Codes are compared
/// and stored; texts are only shown.
package protocol ExplainedError: Error, Sendable {
    /// A stable name in kebab case.
    var name: String { get }
    /// A sentence in lower case, without a full stop and without secrets, already safe for a terminal.
    var summary: String { get }
    /// What to do next.
    var hint: String? { get }
}
