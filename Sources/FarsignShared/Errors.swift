/// What every error that reaches a person can say. One struct a domain
/// conforms; codes are compared and stored, prose is only shown.
public protocol ExplainedError: Error, Sendable {
    /// Stable, in kebab case.
    var name: String { get }
    /// Lower case, no full stop, no secret; already safe for a terminal.
    var summary: String { get }
    /// The next thing to do.
    var hint: String? { get }
}

/// A login that did not come to a session.
public struct LoginError: ExplainedError, Hashable {
    /// Stable names: tests and the ledger compare these, never prose.
    public enum Code: String, Sendable, CaseIterable {
        case badReply = "bad-reply"
        case replyTooLong = "reply-too-long"
        case stateMismatch = "state-mismatch"
        /// By the service. Another code may do.
        case codeRefused = "request-refused"
        case codeExpired = "code-expired"
        case tooManyAttempts = "too-many-attempts"
        case signInDenied = "sign-in-denied"
        /// By the person at the relay.
        case refusedAtRelay = "refused-at-relay"
        case unknownLogin = "unknown-login"
        case loginOver = "login-over"
        case deadlinePassed = "deadline-passed"
        case interrupted
        case hungUp = "hung-up"
        case unexpectedIdentity = "unexpected-identity"
        case notReplaced = "not-replaced"
        /// Signed in, and a person at another terminal is asked what may be replaced.
        case confirmationNeeded = "confirmation-needed"
        case noReply = "no-reply"
    }

    public let code: Code
    public let summary: String
    public let hint: String?

    public var name: String { code.rawValue }

    public init(_ code: Code, _ summary: String, hint: String? = nil) {
        self.code = code
        self.summary = summary
        self.hint = hint
    }
}

/// A profile, region or endpoint that cannot be used as it stands.
public struct ConfigError: ExplainedError, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        case badProfileName = "bad-profile-name"
        case unknownProfile = "unknown-profile"
        case badRegion = "bad-region"
        case noRegion = "no-region"
        case badEndpoint = "bad-endpoint"
        case endpointConflict = "endpoint-conflict"
        case otherCredentials = "other-credentials"
        case otherRegion = "other-region"
        case ambiguousConfig = "ambiguous-config"
    }

    public let code: Code
    public let summary: String
    public let hint: String?

    public var name: String { code.rawValue }

    public init(_ code: Code, _ summary: String, hint: String? = nil) {
        self.code = code
        self.summary = summary
        self.hint = hint
    }
}

/// Local state that cannot be read or written, with its path.
public struct StateError: ExplainedError, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        case unreadable
        case unwritable
        case diskFull = "disk-full"
        case wrongOwner = "wrong-owner"
        case symbolicLink = "symbolic-link"
        case portTaken = "port-taken"
        case socketPathTooLong = "socket-path-too-long"
        /// Something else is where a socket was to be.
        case socketTaken = "socket-taken"
        case noHome = "no-home"
        /// Another process holds a lock for longer than it should.
        case locked
        /// The limit of open files is too low to wait for a reply.
        case tooFewFiles = "too-few-files"
        case tokenUnreadable = "token-unreadable"
        case keyUnreadable = "key-unreadable"
        case recordUnreadable = "record-unreadable"
        case ledgerLocked = "ledger-locked"
        case ledgerCorrupt = "ledger-corrupt"
        case ledgerNewer = "ledger-newer"
        case ledgerFailed = "ledger-failed"
    }

    public let code: Code
    public let path: String
    public let summary: String
    public let hint: String?

    public var name: String { code.rawValue }

    public init(_ code: Code, path: String, _ summary: String, hint: String? = nil) {
        self.code = code
        self.path = path
        self.summary = summary
        self.hint = hint
    }
}

/// A command line that says nothing we can do.
public struct UsageError: ExplainedError, Hashable {
    public let summary: String
    public let hint: String?

    public var name: String { "usage" }

    public init(_ summary: String, hint: String? = nil) {
        self.summary = summary
        self.hint = hint
    }
}
