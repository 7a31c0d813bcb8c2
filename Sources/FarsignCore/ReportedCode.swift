package import SignIn
package import Text

/// The code of an error of any domain.
package enum ReportedCode: ErrorCode {
    case login(LoginError.Code)
    case session(SessionError.Code)
    case config(ConfigError.Code)
    case state(StateError.Code)
    case transport(TransportError.Code)
    case service(ServiceError.Code)
    /// A code of a domain that only the command line knows, or of a later version.
    case other(String)

    package init(rawValue text: String) {
        self =
            LoginError.Code(rawValue: text).map(Self.login) ?? SessionError.Code(rawValue: text).map(Self.session)
            ?? ConfigError.Code(rawValue: text).map(Self.config)
            ?? TransportError.Code(rawValue: text).map(Self.transport)
            ?? ServiceError.Code(rawValue: text).map(Self.service)
            ?? StateError.Code.all.first { $0.rawValue.isExactly(text) }.map(Self.state) ?? .other(text)
    }

    package init(of error: any ExplainedError) {
        self =
            switch error {
            case let error as LoginError: .login(error.code)
            case let error as SessionError: .session(error.code)
            case let error as ConfigError: .config(error.code)
            case let error as StateError: .state(error.code)
            case let error as TransportError: .transport(error.code)
            case let error as ServiceError: .service(error.code)
            case let error as ReportedError: error.code
            default: .other(error.code.rawValue)
            }
    }

    package var rawValue: String {
        switch self {
        case .login(let code): code.rawValue
        case .session(let code): code.rawValue
        case .config(let code): code.rawValue
        case .state(let code): code.rawValue
        case .transport(let code): code.rawValue
        case .service(let code): code.rawValue
        case .other(let text): text
        }
    }
}
