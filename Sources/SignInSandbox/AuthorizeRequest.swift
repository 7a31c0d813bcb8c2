/// A validated request for the sign-in page.
struct AuthorizeRequest: Sendable, Hashable {
    enum Flow: String, Sendable, CaseIterable {
        case sameDevice = "arn:aws:signin:::devtools/same-device"
        case crossDevice = "arn:aws:signin:::devtools/cross-device"
    }

    let flow: Flow
    let state: String
    let challenge: String
    let redirectURI: String

    /// - Parameter endpoint: scheme and host of the browser's request.
    init(query: String, endpoint: String) throws(Refusal) {
        let fields = try Fields(query)
        try fields.require([
            "response_type", "client_id", "state", "code_challenge_method", "scope", "redirect_uri", "code_challenge",
        ])
        func check(_ name: String, _ expected: String, _ isRight: (String) -> Bool) throws(Refusal) -> String {
            guard let value = fields[name], isRight(value) else {
                throw .invalid("parameter '\(name)' must be \(expected)")
            }
            return value
        }
        _ = try check("response_type", "'code'") { $0 == "code" }
        _ = try check("code_challenge_method", "'SHA-256'") { $0 == "SHA-256" }
        _ = try check("scope", "'openid'") { $0 == "openid" }
        state = try check("state", "a UUID") { Self.isUUID($0) }
        challenge = try check("code_challenge", "43 characters of base64url, without padding") {
            $0.utf8.count == 43 && Base64URL.decode($0)?.count == 32
        }

        let clients = Flow.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or ")
        let client = try check("client_id", clients) { Flow(rawValue: $0) != nil }
        flow = client == Flow.sameDevice.rawValue ? .sameDevice : .crossDevice
        switch flow {
        case .sameDevice:
            redirectURI = try check("redirect_uri", "'http://127.0.0.1:{port}/oauth/callback' for this client") {
                Self.isLoopbackCallback($0)
            }
        case .crossDevice:
            let confirmation = endpoint + "/v1/sessions/confirmation"
            redirectURI = try check("redirect_uri", "'\(confirmation)' for this client") { $0 == confirmation }
        }
    }

    static func isUUID(_ text: String) -> Bool {
        text.wholeMatch(of: /[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/) != nil
    }

    private static func isLoopbackCallback(_ text: String) -> Bool {
        guard let match = text.wholeMatch(of: /http:\/\/127\.0\.0\.1:([1-9][0-9]{0,4})\/oauth\/callback/) else {
            return false
        }
        return Int(match.1).map { $0 <= 65_535 } ?? false
    }
}
