/// A sign-in page to open, made for one callback address.
public struct BrowserAttempt: Sendable {
    public let url: String
    public let state: String

    public init(url: String, state: String) {
        self.url = url
        self.state = state
    }
}

/// An attempt's start page.
public struct BrowserOffer: Sendable, Hashable {
    /// Works once.
    public let startURL: String
    /// Tells the attempt from the login's others.
    public let state: String
}

/// Starts a browser of this machine, with one opener after the other until one does not fail. Why none could be, as a text
/// that is safe for a terminal; nil where one was.
///
/// - Parameters:
///   - nextURL: the page's URL for another opener; nil where none is needed any more.
///   - failedLater: told, in the same way, of an opener that failed after it had counted as a success.
public typealias BrowserLaunch =
    @Sendable (
        _ nextURL: @escaping @Sendable () async -> String?, _ failedLater: @escaping @Sendable (String) async -> Void
    ) async -> String?

/// Who signed in, and where: what the last page says.
public struct BrowserSignedIn: Sendable, Hashable {
    public let session: SessionARN
    public let profile: String
    /// As the person named it, or as this machine is called.
    public let host: String
    /// Whether whoever shows the page ends with it.
    public let isLastPage: Bool

    public init(session: SessionARN, profile: String, host: String, isLastPage: Bool) {
        self.session = session
        self.profile = profile
        self.host = host
        self.isLastPage = isLastPage
    }
}

/// What a person has to know of what browsers did, beside how the login ends.
public enum BrowserEvent: Sendable, Hashable {
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

    /// For the terminal.
    public var text: String {
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

/// Why a code did not sign in, and whether the login waits on.
public struct BrowserFailure: Sendable, Hashable {
    /// Safe for a terminal.
    public let reason: String
    public let canTryAgain: Bool

    init(_ error: any Error, canTryAgain: Bool) {
        if let error = error as? any ExplainedError {
            reason = error.summary + (error.hint.map { "; \($0)" } ?? "")
        } else {
            reason = "\(error)".shown
        }
        self.canTryAgain = canTryAgain
    }
}

/// Whoever holds the login that a browser signs in to: a broker, or the relay in front of one.
public struct SignInDesk: Sendable {
    /// Makes another attempt, while the login takes more.
    public var authorize: @Sendable (CallbackAddress) async throws -> BrowserAttempt
    /// `uid`: whose process brought it, where the kernel says.
    public var submit: @Sendable (_ code: Secret<String>, _ state: String, _ uid: Int?) async throws -> BrowserSignedIn
    /// This state is over, for an OAuth `error` or for one of ``BrowserSignIn``'s own reasons; the login waits on.
    public var deny: @Sendable (_ state: String, _ error: String, _ uid: Int?) async -> Void
    public var tell: @Sendable (BrowserEvent) async -> Void

    public init(
        authorize: @escaping @Sendable (CallbackAddress) async throws -> BrowserAttempt,
        submit:
            @escaping @Sendable (_ code: Secret<String>, _ state: String, _ uid: Int?) async throws ->
            BrowserSignedIn,
        deny: @escaping @Sendable (_ state: String, _ error: String, _ uid: Int?) async -> Void,
        tell: @escaping @Sendable (BrowserEvent) async -> Void
    ) {
        self.authorize = authorize
        self.submit = submit
        self.deny = deny
        self.tell = tell
    }
}
