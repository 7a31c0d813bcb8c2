package import SignIn
package import Text

/// An error as stored in the ledger or a lock file, for processes that did not meet it themselves.
package typealias ReportedError = CodedError<ReportedCode>

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

extension ReportedError {
    package init(_ error: any ExplainedError) {
        self.init(ReportedCode(of: error), error.summary, hint: error.hint)
    }

    /// Returns nil if the text does not have the form of ``message``.
    package init?(message: String) {
        guard let json = try? JSONValue(parsing: Array(message.utf8)), let name = json["name"]?.text,
            let summary = json["summary"]?.text
        else { return nil }
        self.init(ReportedCode(rawValue: name), summary.shown, hint: json["hint"]?.text?.shown)
    }

    /// The text form for the other process.
    package var message: String {
        JSONValue.object([
            "name": .string(code.rawValue), "summary": .string(summary), "hint": JSONValue(hint),
        ]).canonical
    }
}
