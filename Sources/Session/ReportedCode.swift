package import SignIn
package import Text

/// The code of an error of any domain.
package enum ReportedCode: ErrorCode {
    case login(LoginError.Code)
    case session(SessionError.Code)
    case config(ConfigError.Code)
    case state(StateError.Code)
    case transport(TransportErrorCode)
    case service(ServiceErrorCode)
    /// A code of a domain that only the command line knows, or of a later version.
    case other(String)

    package init(rawValue text: String) {
        self =
            LoginError.Code(rawValue: text).map(Self.login) ?? SessionError.Code(rawValue: text).map(Self.session)
            ?? ConfigError.Code(rawValue: text).map(Self.config)
            ?? TransportErrorCode(rawValue: text).map(Self.transport)
            ?? ServiceErrorCode(rawValue: text).map(Self.service)
            ?? StateError.Code.all.first { $0.rawValue.isExactly(text) }.map(Self.state) ?? .other(text)
    }

    package init(of error: any ExplainedError) {
        self =
            switch error.code as any ErrorCode {
            case let code as LoginError.Code: .login(code)
            case let code as SessionError.Code: .session(code)
            case let code as ConfigError.Code: .config(code)
            case let code as StateError.Code: .state(code)
            case let code as TransportErrorCode: .transport(code)
            case let code as ServiceErrorCode: .service(code)
            case let code as ReportedCode: code
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
