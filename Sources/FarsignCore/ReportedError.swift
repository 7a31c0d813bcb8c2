package import Text

/// An error that another process met, as it told of it.
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

    /// Nil where the text is not one that ``message`` has.
    package init?(message: String) {
        guard let json = try? JSONValue(parsing: Array(message.utf8)), let name = json["name"]?.text,
            let summary = json["summary"]?.text
        else { return nil }
        self.init(name: name, summary: summary.shown, hint: json["hint"]?.text?.shown)
    }

    /// For the other process to read.
    package var message: String {
        JSONValue.object(["name": .string(name), "summary": .string(summary), "hint": JSONValue(hint)]).canonical
    }
}
