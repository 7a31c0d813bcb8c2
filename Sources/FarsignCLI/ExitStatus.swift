import FarsignCore
import History
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
            case .other: Self(other: error)
            }
    }

    /// Errors that no other process reads.
    private init(other error: any ExplainedError) {
        self =
            switch error {
            case is UsageError: .usage
            case let error as ShippingError where error.code == .badDestination: .usage
            case let error as ObjectStoreError:
                switch error.code {
                case .unavailable: .unavailable
                case .accessDenied, .noCredentials: .refused
                case .noBucket, .refused, .objectTooLarge: .failed
                }
            case let error as LogSocketError:
                switch error.code {
                case .unavailable: .unavailable
                case .accessDenied: .stateUnusable
                case .messageTooLarge: .failed
                }
            default: .failed
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
