package import SignIn
package import Text

/// A request of a relay to a broker.
package enum RelayCall: Sendable {
    /// Must come first. `client` is a program and its version, such as `farsign-relay/0.1.0`.
    case hello(version: Int, client: String)
    /// Answered when the waiting logins differ from `known`, or after `wait` seconds.
    case logins(known: [String], wait: Int)
    /// A same-device URL with a fresh state and verifier.
    case authorize(LoginID, CallbackAddress, Phrase)
    /// Without a login id, the login is found by the reply's state.
    case submit(LoginID?, SubmittedReply)
    /// The service redirected with an OAuth error: that state has ended, the login still waits.
    case deny(LoginID, state: String, error: String)
    /// The person at the workstation refused the login.
    case refuse(LoginID)

    package enum SubmittedReply: Sendable {
        case code(Secret<String>, state: String)
        /// A pasted text or a redirect URL.
        case text(Secret<String>)
    }

    /// The login that the request is about.
    package var login: LoginID? {
        switch self {
        case .hello, .logins: nil
        case .submit(let id, _): id
        case .authorize(let id, _, _), .deny(let id, _, _), .refuse(let id): id
        }
    }

    package static let version = 1
    /// The maximum length in bytes, without the line break.
    package static let longestLine = 64 << 10
    /// The maximum number of unanswered requests of a connection.
    package static let mostOutstanding = 4
    /// The maximum `wait` of `logins`, in seconds.
    package static let longestWait = 60
    /// The maximum number of `known` logins, which fit into a line.
    package static let mostKnown = 256
    /// In bytes. The text is shown and stored in the audit history.
    private static let longestClient = 128

    /// - Throws: ``RelayError`` that names the missing or invalid parameter.
    init(method: String, params: JSONValue) throws(RelayError) {
        // The known names are short ASCII texts, so any other text is unknown.
        switch method.isIdentifier ? method : "" {
        case "hello":
            guard let version = params["protocol"]?.int else { throw Self.invalid("protocol is not a number") }
            let client = try Self.text("client", params)
            guard client.utf8.count <= Self.longestClient else { throw Self.invalid("client is too long") }
            self = .hello(version: version, client: client)
        case "logins":
            self = try Self.logins(params)
        case "authorize":
            guard let redirect = CallbackAddress(try Self.text("redirect_uri", params)) else {
                throw RelayError(.badRedirect, "redirect_uri is not http://127.0.0.1:{port}/oauth/callback")
            }
            guard let phrase = Phrase(try Self.text("phrase", params)) else {
                throw RelayError(.badPhrase, "phrase is not two words and a number")
            }
            self = .authorize(try Self.login(params), redirect, phrase)
        case "submit":
            self = try Self.submit(params)
        case "deny":
            guard let state = params["state"]?.identifier else { throw Self.invalid("state is missing or malformed") }
            self = .deny(try Self.login(params), state: state, error: try Self.text("error", params))
        case "refuse":
            self = .refuse(try Self.login(params))
        default:
            throw RelayError(.unknownMethod, "unknown method '\(method.shown)'")
        }
    }

    private static func logins(_ params: JSONValue) throws(RelayError) -> RelayCall {
        var known: [String] = []
        if let given = params["known"] {
            guard case .array(let names) = given, names.count <= mostKnown else {
                throw invalid("known is not a list of at most \(mostKnown) logins")
            }
            known = names.compactMap(\.identifier)
            guard known.count == names.count else { throw invalid("known is not a list of logins") }
        }
        guard let wait = params["wait_seconds"] else { return .logins(known: known, wait: 0) }
        guard let seconds = wait.int, (0...longestWait).contains(seconds) else {
            throw invalid("wait_seconds is not a number from 0 to \(longestWait)")
        }
        return .logins(known: known, wait: seconds)
    }

    private static func submit(_ params: JSONValue) throws(RelayError) -> RelayCall {
        guard params["reply"] != nil else {
            let reply = SubmittedReply.code(Secret(try text("code", params)), state: try text("state", params))
            return .submit(try login(params), reply)
        }
        guard params["code"] == nil, params["state"] == nil else {
            throw invalid("it contains both a reply and a code")
        }
        let reply = SubmittedReply.text(Secret(try text("reply", params)))
        return .submit(params["login"] == nil ? nil : try login(params), reply)
    }

    private static func login(_ params: JSONValue) throws(RelayError) -> LoginID {
        guard let login = LoginID(try text("login", params)) else {
            throw RelayError(.unknownLogin, "login is not a valid login id")
        }
        return login
    }

    private static func text(_ name: JSONName, _ params: JSONValue) throws(RelayError) -> String {
        guard let text = params[name]?.text else { throw invalid("\(name) is missing or not a string") }
        return text
    }

    private static func invalid(_ reason: String) -> RelayError {
        RelayError(.invalidParams, reason)
    }

    var method: String {
        switch self {
        case .hello: "hello"
        case .logins: "logins"
        case .authorize: "authorize"
        case .submit: "submit"
        case .deny: "deny"
        case .refuse: "refuse"
        }
    }

    var params: JSONValue {
        switch self {
        case .hello(let version, let client):
            ["protocol": .integer(version), "client": .string(client)]
        case .logins(let known, let wait):
            ["known": .array(known.map(JSONValue.string)), "wait_seconds": .integer(wait)]
        case .authorize(let login, let redirect, let phrase):
            [
                "login": .string(login.text), "redirect_uri": .string(redirect.redirectURI),
                "phrase": .string(phrase.text),
            ]
        case .submit(let login, .code(let code, let state)):
            ["login": JSONValue(login?.text), "code": .string(code.reveal()), "state": .string(state)]
        case .submit(nil, .text(let reply)):
            ["reply": .string(reply.reveal())]
        case .submit(let login?, .text(let reply)):
            ["login": .string(login.text), "reply": .string(reply.reveal())]
        case .deny(let login, let state, let error):
            ["login": .string(login.text), "state": .string(state), "error": .string(error)]
        case .refuse(let login):
            ["login": .string(login.text)]
        }
    }
}
