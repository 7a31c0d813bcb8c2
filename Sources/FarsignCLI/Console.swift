import Broker
package import Text

// The rules of the interface:
//
// - stdout carries the answer alone, so that scripts can read it; everything else goes to stderr.
// - An error is one line, `farsign: error: …`, in lower case without a full stop. What to do next follows
//   as `farsign: hint: …`. A warning has the same form and does not change the exit status.
// - A command asks questions only if there is a terminal.
// - The terminal must not interpret text from outside: pass it through `shown` before you put it into a line.

/// The streams that a command uses to talk to the person: the answer, notices and questions.
package struct Console: Sendable {
    /// Writes to stdout in a single write.
    package var answer: @Sendable (Secret<String>) throws -> Void
    /// Writes to stderr without changes.
    package var say: @Sendable (String) -> Void
    /// Reads a line from the terminal; it returns nil at the end of input. The closure is nil if there is no
    /// terminal.
    package var readLine: (@Sendable () -> String?)?
    /// The escape sequences that stderr's terminal supports; nil if stderr is not a terminal or supports none.
    package var terminal: TerminalEscapes?
    /// Stdout's terminal; nil if stdout is not a terminal.
    package var screen: Screen?
    /// Runs a pager with the text as its input and waits until the person leaves it. Nil where there is none.
    package var page: (@Sendable (_ command: String, _ text: String) throws -> Void)?
    var isVerbose = false

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

    /// Returns false if there is no terminal that could set the clipboard.
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
        say(Notice.warning(summary))
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
        say(Notice.error(error))
    }
}

extension Console {
    var loginTerminal: LoginTerminal {
        LoginTerminal(canAsk: readLine != nil, say: say, notice: { notice($0) }, report: { report($0) })
    }
}
