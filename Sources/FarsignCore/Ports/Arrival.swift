package import SignIn
package import Text

/// An event that a source of replies delivers.
package enum Arrival: Sendable {
    /// A reply of at most ``CodeReply/limit`` bytes, unchanged except that the terminal's paste brackets are removed.
    case reply(Secret<[UInt8]>, ReplyChannel)
    /// A reply longer than the limit; its bytes were discarded.
    case tooLong(ReplyChannel)
    /// Enter on an empty line at the terminal, which gives the default answer to an open question.
    case emptyLine
    /// The process has the terminal again after Ctrl-Z or the background, and must print the prompt again.
    case resumed
    /// Ctrl-C or SIGINT.
    case interrupted
    /// The terminal or the connection was closed, or SIGHUP or SIGTERM was received.
    case hungUp
    /// The source has ended and will deliver nothing more.
    case ended(ReplyChannel)
    /// The callback of this process has signed in.
    case signedIn(SignInResult)
    /// A reply to the callback of this process ended the login with an error.
    case failed(any ExplainedError)
    /// A pending login started, ended or was offered to another browser; the receiver looks up what changed.
    case changed
    /// A notice for the person, as text that is safe for a terminal.
    case told(String)
}
