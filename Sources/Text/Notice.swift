/// The lines that the programs of the server write to stderr. Each is one sentence in lower case without a full stop.
package enum Notice {
    package static func warning(_ summary: String) -> String {
        "farsign: warning: \(summary)\n"
    }

    /// The error, and what to do next on a line of its own.
    package static func error(_ error: any ExplainedError) -> String {
        "farsign: error: \(error.summary)\n" + (error.hint.map { "farsign: hint: \($0)\n" } ?? "")
    }
}
