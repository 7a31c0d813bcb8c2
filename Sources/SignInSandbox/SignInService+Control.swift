import FoundationEssentials
import NIOHTTP1

extension SignInService {
    /// The endpoints below `/control/`. They need no password, because they answer only on loopback, only for clients
    /// that use a loopback name (also behind a proxy), and never to a page in a browser.
    mutating func control(_ request: Request) -> Reply {
        do throws(Refusal) {
            guard request.isForLoopback else {
                throw .invalid("the Host header does not name this machine's loopback")
            }
            guard request.headers["origin"].isEmpty else { throw .invalid("pages in a browser are not served") }
            switch (request.method, request.path) {
            case ("GET", "/control/log"): return try log()
            case ("GET", "/control/secrets"): return .json(.array(secrets.map(JSON.string)))
            case ("GET", "/control/settings"): return .json(settings.json)
            case ("POST", "/control/settings"): try change(try members(request))
            case ("POST", "/control/fail"): try plan(try members(request))
            case ("POST", "/control/sessions"): return .json(try addSession(try members(request)))
            case ("POST", "/control/reset"): reset()
            default: throw Refusal(status: 404, error: "NOT_FOUND", message: "there is no such control")
            }
            return .json(.members([:]))
        } catch {
            return Reply(error, of: nil)
        }
    }

    private func log() throws(Refusal) -> Reply {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let text = try? encoder.encode(records) else { throw SignInSandbox.ServiceError.serverError.refusal }
        return Reply(200, "application/json", String(decoding: text, as: UTF8.self))
    }

    private func members(_ request: Request) throws(Refusal) -> [JSON.Member] {
        do throws(JSON.ParseError) {
            guard let members = try JSON(parsing: request.body).members else {
                throw JSON.ParseError(message: "a JSON object is needed")
            }
            return members
        } catch {
            throw .invalid(error.message)
        }
    }

    /// `{"credentialLifetime": 60, "clockOffset": -90}`. Settings without a member do not change.
    private mutating func change(_ members: [JSON.Member]) throws(Refusal) {
        var changed = settings
        for member in members {
            if member.name == "identities", case .array(let values) = member.value {
                changed.identities = values.compactMap(\.string)
            } else if let path = SignInSandbox.Settings.durations[member.name],
                let seconds = member.value.number, abs(seconds) < 1e9
            {
                changed[keyPath: path] = .seconds(seconds)
            } else {
                throw .invalid("'\(member.name)' is not a setting, or its value is invalid")
            }
        }
        if let problem = changed.problem { throw .invalid(problem) }
        settings = changed
    }

    /// `{"identity": "arn:aws:iam::123456789012:user/Alice", "clientType": "MCP", "userAgent": "…"}`. Only the identity
    /// is required.
    private mutating func addSession(_ members: [JSON.Member]) throws(Refusal) -> JSON {
        let json = JSON.object(members)
        try json.require(["identity"], optional: ["clientType", "userAgent"])
        for member in members where member.value.string == nil { throw .invalid("'\(member.name)' must be a string") }
        let arn = try addSession(
            as: json["identity"]?.string ?? "", clientType: json["clientType"]?.string ?? "CLI",
            userAgent: json["userAgent"]?.string)
        return .members(["sessionArn": .string(arn)])
    }

    /// Opens a session as another client would. It has no tokens.
    mutating func addSession(as arn: String, clientType: String, userAgent: String?) throws(Refusal) -> String {
        guard let identity = Identity(arn: arn) else { throw .invalid("'\(arn)' is not an identity that can sign in") }
        guard ["CLI", "MCP"].contains(clientType) else { throw .invalid("'clientType' must be 'CLI' or 'MCP'") }
        let session = SignedInSession(
            identity: identity, clientID: AuthorizeRequest.Flow.sameDevice.rawValue, clientType: clientType,
            thumbprint: nil, userAgent: userAgent, issued: now, ends: sessionEnd)
        sessions.append(session)
        return session.arn
    }

    /// `{"on": "token-refresh", "fault": "server-error", "times": 2, "delay": 1.5}`
    private mutating func plan(_ members: [JSON.Member]) throws(Refusal) {
        let json = JSON.object(members)
        for member in members where !["on", "fault", "times", "delay"].contains(member.name) {
            throw .invalid("unknown member '\(member.name)'")
        }
        guard let operation = json["on"]?.string.flatMap(SignInSandbox.Operation.init(rawValue:)) else {
            let names = SignInSandbox.Operation.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid("'on' must be one of: \(names)")
        }
        guard let fault = json["fault"]?.string.flatMap(SignInSandbox.Fault.init) else {
            throw .invalid("'fault' must be one of: \(SignInSandbox.Fault.names.joined(separator: ", "))")
        }
        let times = json["times"].map(\.number) ?? 1
        let delay = json["delay"].map(\.number) ?? 0
        guard let times, let delay, times >= 1, times < 1e9, times == times.rounded(), 0..<86_400 ~= delay else {
            throw .invalid("'times' must be a whole number from 1, 'delay' a number of seconds")
        }
        faults.append(SignInSandbox.PlannedFault(fault, on: operation, times: Int(times), delay: .seconds(delay)))
    }
}

extension SignInSandbox.Settings {
    fileprivate typealias Path = any WritableKeyPath<Self, Duration> & Sendable

    /// The settings by their names in the control endpoint.
    fileprivate static let durations: [String: Path] = [
        "credentialLifetime": \.credentialLifetime, "codeLifetime": \.codeLifetime, "refreshWindow": \.refreshWindow,
        "sessionLifetime": \.sessionLifetime, "clockOffset": \.clockOffset,
    ]

    fileprivate var json: JSON {
        let durations = Self.durations.sorted { $0.key < $1.key }.map { name, path in
            JSON.Member(name: name, value: .number(String(self[keyPath: path].inSeconds)))
        }
        return .object([JSON.Member(name: "identities", value: .array(identities.map(JSON.string)))] + durations)
    }
}
