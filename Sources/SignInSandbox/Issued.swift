import Crypto
import FoundationEssentials

/// An authorization code that was not redeemed yet.
struct IssuedCode: Sendable {
    let request: AuthorizeRequest
    let identity: Identity
    let expires: Date
}

/// A session from its redemption on, with its chain of refresh tokens.
struct SignedInSession: Sendable {
    let arn: String
    let identity: Identity
    let clientID: String
    let clientType: String
    /// RFC 7638 thumbprint of the key that redeemed the code and that every refresh must use; nil for a session
    /// without tokens.
    let thumbprint: String?
    let userAgent: String?
    let issued: Date
    let ends: Date
    var lastUsed: Date?
    var isRevoked = false

    /// The region in the ARNs. The sandbox does not know in which region a client believes it to be.
    static let region = "us-east-1"

    init(
        identity: Identity, clientID: String, clientType: String = "CLI", thumbprint: String?, userAgent: String?,
        issued: Date, ends: Date
    ) {
        arn = "arn:aws:signin:\(Self.region):\(identity.account):session/\(UUID().uuidString.lowercased())"
        self.identity = identity
        self.clientID = clientID
        self.clientType = clientType
        self.thumbprint = thumbprint
        self.userAgent = userAgent
        self.issued = issued
        self.ends = ends
    }
}

struct IssuedRefreshToken: Sendable {
    /// The index of its session.
    let session: Int
    let identifier = UUID().uuidString.lowercased()
    let issued: Date
    /// When it was first used, and the reply.
    var used: (at: Date, reply: JSON)?
}

struct IssuedCredentials: Sendable {
    let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String
    let identity: Identity
    let expires: Date
}

/// Random values in the service's formats. Values with a maximum length have that length, to find clients with a
/// buffer that is too short.
enum Mint {
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// 512 characters, the service's limit.
    static func code() -> String { Base64URL.encode(bytes(384)) }

    /// 2,048 characters, the service's limit.
    static func refreshToken() -> String { "ASOR" + Base64URL.encode(bytes(1533)) }

    static func credentials(for identity: Identity, until expires: Date) -> IssuedCredentials {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return IssuedCredentials(
            accessKeyID: "ASIA" + String(bytes(16).map { letters[Int($0) % letters.count] }),
            secretAccessKey: Data(bytes(30)).base64EncodedString(),
            sessionToken: "IQoJb3JpZ2luX2Vj" + Data(bytes(600)).base64EncodedString(),
            identity: identity, expires: expires)
    }
}

/// The key that signs id tokens.
struct IdentityTokenKey: Sendable {
    private let key = P256.Signing.PrivateKey()

    /// A JWT of three parts whose `sub` is the session's ARN.
    func token(for session: SignedInSession, issuer: String, now: Date) throws(Refusal) -> String {
        let seconds = Int(now.timeIntervalSince1970)
        let claims = JSON.members([
            "iss": .string(issuer), "sub": .string(session.identity.arn), "aud": .string(session.clientID),
            "iat": .number(String(seconds)), "exp": .number(String(seconds + 900)),
        ])
        let header = JSON.members(["typ": .string("JWT"), "alg": .string("ES256")])
        let signed = [header, claims].map { Base64URL.encode($0.text.utf8) }.joined(separator: ".")
        guard let signature = try? key.signature(for: Data(signed.utf8)) else {
            throw SignInSandbox.ServiceError.serverError.refusal
        }
        return signed + "." + Base64URL.encode(signature.rawRepresentation)
    }
}
