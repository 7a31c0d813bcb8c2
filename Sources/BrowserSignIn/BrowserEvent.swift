import Text

/// A browser event that the person should know about, besides the end of the login.
package enum BrowserEvent: Sendable, Hashable {
    /// The start page was opened and redirected to the sign-in page.
    case opened
    /// The start page was opened again. It is reported once for each start page.
    ///
    /// - Parameter isVoided: whether this ended an attempt, so that a new start page is needed.
    case startPageReused(isVoided: Bool)
    /// A reply came without the cookie. The attempt has ended: a new start page is needed.
    case cookieMissing
    /// A process of another user connected and got no answer. The uid is nil if the kernel does not know the process.
    case otherUser(uid: Int?)
    /// The service redirected with this OAuth `error`. The browser's last page offers another attempt.
    case denied(String)
    /// The service did not accept the code that the browser delivered.
    case failed(BrowserFailure)

    /// Whether the current start page has become useless and a new one is needed.
    package var needsNewStartPage: Bool {
        switch self {
        case .startPageReused(isVoided: true), .cookieMissing: true
        case .opened, .startPageReused, .denied, .failed, .otherUser: false
        }
    }

    /// The text for the terminal.
    package var text: String {
        switch self {
        case .opened: "the sign-in page is open in the browser"
        case .startPageReused(let isVoided):
            "the start page was opened a second time\(isVoided ? " and is no longer valid" : ""): "
                + "if that was not you, another user of this machine can see the URLs that you open"
        case .cookieMissing:
            "a reply came from a browser that had not opened the start page: it was ignored, and the page is no "
                + "longer valid. Firefox can cause this by opening the sign-in page in a container: open it without "
                + "one, or paste the code on the server"
        case .otherUser(let uid):
            "refused a process of \(uid.map { "another user (uid \($0))" } ?? "an unknown user") "
                + "at the browser's port or socket"
        case .denied(let error):
            "the sign-in page returned the error '\(error.shown)'; you can try again on the browser's last page"
        case .failed(let failure):
            failure.reason + (failure.canTryAgain ? "; you can try again on the browser's last page" : "")
        }
    }
}
