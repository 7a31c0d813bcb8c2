package import Text

/// An error that another process met and passed on as text.
package struct ReportedError: ExplainedError, Hashable {
    package let name: String
    package let summary: String
    package let hint: String?

    package init(name: String, summary: String, hint: String?) {
        self.name = name
        self.summary = summary
        self.hint = hint
    }

    package init(_ error: any ExplainedError) {
        self.init(name: error.name, summary: error.summary, hint: error.hint)
    }

    /// Returns nil if the text does not have the form of ``message``.
    package init?(message: String) {
        guard let json = try? JSONValue(parsing: Array(message.utf8)), let name = json["name"]?.text,
            let summary = json["summary"]?.text
        else { return nil }
        self.init(name: name, summary: summary.shown, hint: json["hint"]?.text?.shown)
    }

    /// The text form for the other process.
    package var message: String {
        JSONValue.object(["name": .string(name), "summary": .string(summary), "hint": JSONValue(hint)]).canonical
    }
}
