/// What every error that reaches a person can say. One struct a domain
/// conforms; codes are compared and stored, prose is only shown.
package protocol ExplainedError: Error, Sendable {
    /// Stable, in kebab case.
    var name: String { get }
    /// Lower case, no full stop, no secret; already safe for a terminal.
    var summary: String { get }
    /// The next thing to do.
    var hint: String? { get }
}
