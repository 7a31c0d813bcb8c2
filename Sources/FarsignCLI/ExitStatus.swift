import FarsignCore
import Session
import SignIn
import Text

/// The exit statuses of a command, a contract with scripts.
enum ExitStatus: Int32 {
    case done = 0
    case failed = 1
    case signInAgain = 3
    case refused = 4
    case stateUnusable = 5
    case unavailable = 6
    case usage = 64
    case interrupted = 130

    /// The status is the same whether this process or another one met the error.
    init(_ error: any ExplainedError) {
        self =
            switch ReportedCode(of: error) {
            case .login(let code): code == .interrupted ? .interrupted : .refused
            case .session: .signInAgain
            case .state: .stateUnusable
            case .transport(let code): Self(code)
            case .service(let code): Self(code)
            case .config(let code): Self(code)
            case .other: error is UsageError ? .usage : .failed
            }
    }

    private init(_ code: ServiceError.Code) {
        self =
            switch code {
            case .sessionOver, .credentialsChanged: .signInAgain
            case .codeExpired, .permissionMissing, .requestRefused, .sessionNotFound: .refused
            case .serviceUnavailable, .badReply: .unavailable
            }
    }

    private init(_ code: TransportError.Code) {
        self =
            switch code {
            case .caBundleUnreadable, .libraryMissing: .stateUnusable
            case .hostNotFound, .notConnected, .certificateRefused, .timedOut, .connectionLost, .replyTooLarge, .failed:
                .unavailable
            }
    }

    private init(_ code: ConfigError.Code) {
        self =
            switch code {
            case .unknownProfile: .signInAgain
            case .badProfileName, .badRegion, .noRegion, .badEndpoint, .endpointConflict: .usage
            case .otherCredentials, .otherRegion, .ambiguousConfig: .stateUnusable
            }
    }
}
