/// An error that another process met, as it told of it.
public struct ReportedError: ExplainedError, Hashable {
    public let name: String
    public let summary: String
    public let hint: String?

    public init(name: String, summary: String, hint: String?) {
        self.name = name
        self.summary = summary
        self.hint = hint
    }

    public init(_ error: any ExplainedError) {
        self.init(name: error.name, summary: error.summary, hint: error.hint)
    }

    /// Nil where the text is not one that ``message`` has.
    public init?(message: String) {
        guard let json = try? JSONValue(parsing: Array(message.utf8)), let name = json["name"]?.text,
            let summary = json["summary"]?.text
        else { return nil }
        self.init(name: name, summary: summary.shown, hint: json["hint"]?.text?.shown)
    }

    /// For the other process to read.
    public var message: String {
        JSONValue.object(["name": .string(name), "summary": .string(summary), "hint": JSONValue(hint)]).canonical
    }
}
