package import Text

/// An error as stored in the ledger or a lock file, for processes that did not meet it themselves.
package typealias ReportedError = CodedError<ReportedCode>

extension ReportedError {
    package init(_ error: any ExplainedError) {
        self.init(ReportedCode(of: error), error.summary, hint: error.hint)
    }

    /// Returns nil if the text does not have the form of ``message``.
    package init?(message: String) {
        guard let json = try? JSONValue(parsing: Array(message.utf8)), let name = json["name"]?.text,
            let summary = json["summary"]?.text
        else { return nil }
        self.init(ReportedCode(rawValue: name), summary.shown, hint: json["hint"]?.text?.shown)
    }

    /// The text form for the other process.
    package var message: String {
        JSONValue.object([
            "name": .string(code.rawValue), "summary": .string(summary), "hint": JSONValue(hint),
        ]).canonical
    }
}
