/// How the reply to a login comes from the browser.
package enum SignInMethod: Sendable, Hashable, CaseIterable {
    /// A person carries it as text: to the terminal, a pipe, `farsign submit`, or through a relay.
    case paste
    /// A relay passes on what its own browser was redirected with.
    case relay
    /// A browser of this machine, or of the workstation through `ssh -L`, is redirected to this process.
    case callback

    package init(_ channel: ReplyChannel) {
        self =
            switch channel {
            case .terminal, .pipe, .submit: .paste
            case .relay: .relay
            case .callback: .callback
            }
    }

    /// The method for which an attempt's URL was made.
    package init(_ recipient: Attempt.Recipient?) {
        self =
            switch recipient {
            case nil: .paste
            case let recipient?: recipient.phrase == nil ? .callback : .relay
            }
    }

    /// The subject of a sentence.
    var name: String {
        switch self {
        case .paste: "a pasted reply"
        case .relay: "a relay"
        case .callback: "a browser of this machine or a callback"
        }
    }
}
