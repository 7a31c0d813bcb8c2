import Crypto
import Foundation
import SignInSandbox

/// What every right client does, each part open to be done wrong.
struct Client {
    static let crossDevice = "arn:aws:signin:::devtools/cross-device"
    static let sameDevice = "arn:aws:signin:::devtools/same-device"

    /// The time stands still, so that no margin depends on how busy the machine is.
    static let now = Date(timeIntervalSince1970: 1_767_323_045)

    let sandbox: SignInSandbox
    var key = P256.Signing.PrivateKey()
    /// RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    let state = UUID().uuidString.lowercased()

    init(_ sandbox: SignInSandbox) { self.sandbox = sandbox }

    static func start(_ settings: SignInSandbox.Settings = .init()) async throws -> Client {
        Client(try await SignInSandbox.start(settings: settings, clock: { now }))
    }

    var caller: Caller { Caller(endpoint: sandbox.endpoint) }
    var confirmation: String { sandbox.endpoint + "/v1/sessions/confirmation" }
    var tokenURL: String { sandbox.endpoint + "/v1/token" }

    /// - Parameter changes: parameters to replace, or to leave out with `nil`.
    func authorizeQuery(_ changes: [String: String?] = [:], redirect: String? = nil) -> String {
        var parameters: [String: String?] = [
            "response_type": "code", "client_id": Self.crossDevice, "state": state, "code_challenge_method": "SHA-256",
            "scope": "openid", "redirect_uri": redirect ?? confirmation, "code_challenge": challenge,
        ]
        for (name, value) in changes { parameters[name] = .some(value) }
        return parameters.sorted { $0.key < $1.key }
            .compactMap { name, value in value.map { "\(name)=\(Self.encoded($0))" } }
            .joined(separator: "&")
    }

    func authorizeURL(_ changes: [String: String?] = [:]) -> String {
        sandbox.endpoint + "/v1/authorize?" + authorizeQuery(changes)
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~"))) ?? ""
    }

    /// Signs in across devices, and takes the code out of the text to copy.
    func code(as arn: String? = nil) throws -> String {
        let pasted = try sandbox.signIn(at: authorizeURL(), as: arn)
        let text = String(decoding: Data(base64Encoded: pasted) ?? Data(), as: UTF8.self)
        return String(text.split(separator: "&code=")[1])
    }

    func redemption(of code: String) -> [String: Any] {
        [
            "clientId": Self.crossDevice, "grantType": "authorization_code", "code": code, "codeVerifier": verifier,
            "redirectUri": confirmation,
        ]
    }

    func refreshing(_ token: String) -> [String: Any] {
        ["clientId": Self.crossDevice, "grantType": "refresh_token", "refreshToken": token]
    }

    func post(_ body: [String: Any], proof: Proof? = nil) async throws -> Caller.Answer {
        let data = try JSONSerialization.data(withJSONObject: body)
        return try await post(String(decoding: data, as: UTF8.self), proofs: [(proof ?? Proof()).text(self)])
    }

    func post(
        _ body: String, proofs: [String], contentType: String = "application/json"
    ) async throws -> Caller.Answer {
        let headers = [("Content-Type", contentType)] + proofs.map { ("DPoP", $0) }
        return try await caller.send("POST", "/v1/token", headers, body: body)
    }

    func redeem(as arn: String? = nil) async throws -> Tokens {
        try Tokens(try await post(redemption(of: try code(as: arn))))
    }

    func refresh(_ token: String) async throws -> Tokens { try Tokens(try await post(refreshing(token))) }
}

/// A good reply of the token endpoint.
struct Tokens: Decodable, Hashable {
    struct AccessToken: Decodable, Hashable {
        let accessKeyId: String
        let secretAccessKey: String
        let sessionToken: String
    }

    let accessToken: AccessToken
    let tokenType: String
    let expiresIn: Int
    let refreshToken: String
    let idToken: String?

    /// Throws the answer's text where it is not what was hoped for.
    struct Unexpected: Error {
        let text: String
    }

    init(_ answer: Caller.Answer) throws {
        guard answer.status == 200 else { throw Unexpected(text: "\(answer.status) \(answer.text)") }
        self = try JSONDecoder().decode(Tokens.self, from: Data(answer.body))
    }
}

/// A bad one, as `status error`.
struct Failure: Hashable, CustomStringConvertible {
    let description: String

    init(_ answer: Caller.Answer) {
        let members = (try? JSONSerialization.jsonObject(with: Data(answer.body))) as? [String: Any]
        description = "\(answer.status) \(members?["error"] as? String ?? "without error")"
    }
}
