import Session
import Text

/// The program that shows a long answer page by page, found as git finds its own.
struct Pager {
    /// A command for the shell.
    let command: String

    /// Nil if there is none: the answer is printed.
    init?(_ variable: (_ name: String) -> String?) {
        let command = variable("FARSIGN_PAGER") ?? variable("PAGER") ?? "less"
        guard !command.isEmpty, command != "cat" else { return nil }
        self.command = command
    }
}

extension Console {
    /// Prints an answer for a person, through the pager if there is one.
    func show(_ text: String, through pager: Pager?) throws {
        guard screen != nil, let page, let pager else { return try answer(text) }
        try page(pager.command, text + "\n")
    }
}
