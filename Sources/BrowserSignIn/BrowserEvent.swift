import Text

/// What a person has to know of what browsers did, beside how the login ends.
package enum BrowserEvent: Sendable, Hashable {
    /// The start page was opened, and led to the sign-in page.
    case opened
    /// The start page was opened again, which is told once for each.
    ///
    /// - Parameter isVoided: whether that ended an attempt, so that another start page is needed.
    case startPageReused(isVoided: Bool)
    /// The attempt is over: another start page is needed.
    case cookieMissing
    /// A process of another user came, or with nil one that the kernel does not know, and got no answer.
    case otherUser(uid: Int?)
    /// The service sent the browser back with this OAuth `error`. Its last page can try again.
    case denied(String)
    /// The code that the browser brought did not sign in.
    case failed(BrowserFailure)

    /// Whether the start page that was offered is of no more use, and another one is needed.
    package var needsNewStartPage: Bool {
        switch self {
        case .startPageReused(isVoided: true), .cookieMissing: true
        case .opened, .startPageReused, .denied, .failed, .otherUser: false
        }
    }

    /// For the terminal.
    package var text: String {
        switch self {
        case .opened: "the sign-in page is open in the browser"
        case .startPageReused(let isVoided):
            "the start page was opened a second time\(isVoided ? ", and is void" : ""): "
                + "if that was not you, somebody else on this machine reads what you start"
        case .cookieMissing:
            "an answer came from a browser that had not opened the start page: it was not used, and that page is void. "
                + "A browser that opens the sign-in page in a container of its own (Firefox) does so: open it without one, "
                + "or paste on the server"
        case .otherUser(let uid):
            "refused a process \(uid.map { "of another user (uid \($0))" } ?? "that the kernel does not know") "
                + "at the browser's port or socket"
        case .denied(let error):
            "the sign-in page answered '\(error.shown)'; the login is still waiting, and the browser's last page can try again"
        case .failed(let failure):
            failure.reason + (failure.canTryAgain ? "; the browser's last page can try again" : "")
        }
    }
}
