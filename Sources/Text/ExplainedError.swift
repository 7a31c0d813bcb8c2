/// What every error that reaches a person can say.
package protocol ExplainedError: Error, Sendable {
    associatedtype Code: ErrorCode
    var code: Code { get }
    /// A sentence in lower case, without a full stop and without secrets, already safe for a terminal.
    var summary: String { get }
    /// The next thing to do: a command or a setting.
    var hint: String? { get }
}

/// The codes of one domain of errors, in kebab case. Programs compare them and the ledger keeps them, so they never change.
package protocol ErrorCode: RawRepresentable, Hashable, Sendable where RawValue == String {}
