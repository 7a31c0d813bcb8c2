/// The validated body of a request to the token endpoint.
enum TokenRequest: Sendable, Hashable {
    case redemption(clientID: String, code: String, verifier: String, redirectURI: String)
    case refresh(clientID: String, token: String)

    init(_ body: [UInt8]) throws(Refusal) {
        let json: JSON
        do throws(JSON.ParseError) {
            json = try JSON(parsing: body)
        } catch {
            throw .invalid(error.message)
        }
        guard let members = json.members else { throw .invalid("the body must be a JSON object") }
        guard let grant = json["grantType"]?.string else { throw .invalid("'grantType' is missing") }

        switch grant {
        case "authorization_code":
            try Self.require(members, ["clientId", "grantType", "code", "codeVerifier", "redirectUri"])
            self = .redemption(
                clientID: try Self.text(json, "clientId", 1...128),
                code: try Self.text(json, "code", 1...512),
                verifier: try Self.verifier(json),
                redirectURI: try Self.text(json, "redirectUri", 1...2048))
        case "refresh_token":
            try Self.require(members, ["clientId", "grantType", "refreshToken"])
            self = .refresh(
                clientID: try Self.text(json, "clientId", 1...128),
                token: try Self.text(json, "refreshToken", 1...12_288))
        default:
            throw .invalid("'grantType' must be 'authorization_code' or 'refresh_token'")
        }
    }

    private static func require(_ members: [JSON.Member], _ names: Set<String>) throws(Refusal) {
        for member in members where !names.contains(member.name) { throw .invalid("unknown member '\(member.name)'") }
        for name in names.sorted() where !members.contains(where: { $0.name == name }) {
            throw .invalid("'\(name)' is missing")
        }
    }

    private static func text(_ json: JSON, _ name: String, _ length: ClosedRange<Int>) throws(Refusal) -> String {
        guard let text = json[name]?.string, length ~= text.unicodeScalars.count else {
            throw .invalid("'\(name)' must be a string of \(length.lowerBound) to \(length.upperBound) characters")
        }
        return text
    }

    /// RFC 7636, section 4.1.
    private static func verifier(_ json: JSON) throws(Refusal) -> String {
        guard let text = json["codeVerifier"]?.string, text.wholeMatch(of: /[A-Za-z0-9\-._~]{43,128}/) != nil else {
            throw .invalid("'codeVerifier' must be 43 to 128 characters of A-Z a-z 0-9 - . _ ~")
        }
        return text
    }
}
