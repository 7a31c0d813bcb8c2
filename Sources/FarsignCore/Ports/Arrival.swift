package import SignIn
package import Text

/// What a source of replies can bring.
package enum Arrival: Sendable {
    /// At most ``CodeReply/limit`` bytes, as they came, without the terminal's paste brackets.
    case reply(Secret<[UInt8]>, ReplyChannel)
    /// More than the limit; the bytes are gone.
    case tooLong(ReplyChannel)
    /// Enter at the terminal, with nothing before it: the default answer, where a question is open.
    case emptyLine
    /// The terminal is ours again after Ctrl-Z or the background: what was on its last line is not there any more.
    case resumed
    /// Ctrl-C or SIGINT.
    case interrupted
    /// The terminal or the connection is gone, or SIGHUP or SIGTERM came.
    case hungUp
    /// The source has come to its end and will bring nothing more.
    case ended(ReplyChannel)
    /// This process's own callback has signed in.
    case signedIn(SignInResult)
    /// What this process's own callback brought has ended the login.
    case failed(any ExplainedError)
    /// A pending login came, went or was offered to another browser: look.
    case changed
    /// Something that the person should know meanwhile, as a line of text that is safe for a terminal.
    case told(String)
}
