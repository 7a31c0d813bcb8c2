/// The protocol of all errors that are shown to a person.
package protocol ExplainedError: Error, Sendable {
    associatedtype Code: ErrorCode
    var code: Code { get }
    /// A sentence in lower case, without a full stop and without secrets, already safe for a terminal.
    var summary: String { get }
    /// The next thing to do: a command or a setting.
    var hint: String? { get }
}

/// The error codes of one domain, in kebab case. Programs compare them and the ledger stores them, so they never
/// change.
package protocol ErrorCode: RawRepresentable, Hashable, Sendable where RawValue == String {}
