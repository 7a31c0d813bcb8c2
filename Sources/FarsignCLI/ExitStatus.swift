import Broker
import FarsignCore
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

    init(_ error: any Error) {
        self =
            switch error {
            case let error as LoginError: error.code == .interrupted ? .interrupted : .refused
            case is SessionError: .signInAgain
            case is StateError: .stateUnusable
            case is UsageError: .usage
            case let error as TransportError: Self(error.code)
            case let error as ServiceError: Self(error.code)
            case let error as ConfigError: Self(error.code)
            case let error as ReportedError: Self(ofErrorNamed: error.name)
            default: .failed
            }
    }

    private init(_ code: ServiceError.Code) {
        self =
            switch code {
            case .sessionOver, .credentialsChanged: .signInAgain
            case .codeExpired, .permissionMissing, .requestRefused: .refused
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

    /// The status for an error that another process met and stored by its name.
    private init(ofErrorNamed name: String) {
        if let code = LoginError.Code(rawValue: name) {
            self = code == .interrupted ? .interrupted : .refused
        } else if let code = ServiceError.Code(rawValue: name) {
            self.init(code)
        } else if let code = TransportError.Code(rawValue: name) {
            self.init(code)
        } else if let code = ConfigError.Code(rawValue: name) {
            self.init(code)
        } else {
            self = StateError.Code(rawValue: name) == nil ? .failed : .stateUnusable
        }
    }
}
