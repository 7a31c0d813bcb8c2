import Broker
package import Text

// The rules of the interface:
//
// - stdout carries the answer alone, so that scripts can read it; everything else goes to stderr.
// - An error is one line, `farsign: error: …`, in lower case without a full stop; what to do next follows
//   as `farsign: hint: …`. Warnings look the same and change no exit status.
// - Nothing asks a question where there is no terminal.
// - Text from outside is shown, never obeyed: whoever composes a line has passed it through `shown`.

/// The person's side of a command: the answer, what is said besides, and questions.
package struct Console: Sendable {
    /// Writes to stdout, in one piece.
    package var answer: @Sendable (Secret<String>) throws -> Void
    /// Writes to stderr, as it is.
    package var say: @Sendable (String) -> Void
    /// Reads a line that was typed; nil at the end. There is none without a terminal.
    package var readLine: (@Sendable () -> String?)?
    /// What stderr's terminal obeys; nil where it is none, or obeys nothing.
    package var terminal: TerminalEscapes?
    package var isVerbose = false

    package init(
        answer: @escaping @Sendable (Secret<String>) throws -> Void, say: @escaping @Sendable (String) -> Void,
        readLine: (@Sendable () -> String?)?, terminal: TerminalEscapes?
    ) {
        self.answer = answer
        self.say = say
        self.readLine = readLine
        self.terminal = terminal
    }

    func link(_ url: String) -> String { terminal?.link(url) ?? url }

    /// False where there is no terminal whose clipboard it could be put on.
    func copy(_ text: String) -> Bool {
        guard let terminal else { return false }
        say(terminal.clipboard(text))
        return true
    }

    func answer(_ line: String) throws {
        try answer(Secret(line + "\n"))
    }

    func notice(_ line: String) {
        say(line + "\n")
    }

    func warn(_ summary: String) {
        notice("farsign: warning: \(summary)")
    }

    func verbose(_ line: @autoclosure () throws -> String) rethrows {
        if isVerbose { notice("farsign: \(try line())") }
    }

    func report(_ error: any ExplainedError, json: Bool = false) {
        if json {
            let members: [JSONName: JSONValue] = [
                "code": .string(error.code.rawValue), "summary": .string(error.summary), "hint": JSONValue(error.hint),
            ]
            notice(JSONValue.object(["error": .object(members)]).shown)
            return
        }
        notice("farsign: error: \(error.summary)")
        if let hint = error.hint { notice("farsign: hint: \(hint)") }
    }
}

extension Console {
    var loginTerminal: LoginTerminal {
        LoginTerminal(canAsk: readLine != nil, say: say, notice: { notice($0) }, report: { report($0) })
    }
}
