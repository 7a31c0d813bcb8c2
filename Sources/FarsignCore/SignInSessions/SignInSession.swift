package import FoundationEssentials
package import SignIn
import Text

/// A sign-in as AWS knows it. All texts are AWS's, and shown only through `shown`.
package struct SignInSession: Sendable, Hashable {
    package let arn: SignInSessionARN
    /// The IAM identity that owns the session: for an assumed role, the role.
    package let principal: String
    package let role: String?
    package let status: String?
    package let clientID: String?
    /// `CLI` or `MCP`, or a type of a later version.
    package let clientType: String?
    package let issuedAt: Date
    package let expiresAt: Date
    /// These come only from ``SignInSessionRequests/details(of:principal:)``.
    package let lastUsedAt: Date?
    package let issuedInRegion: String?
    package let userAgent: String?
    package let origin: String?

    /// The length of a text, from which on it is cut.
    private static let limit = 2_048

    /// - Throws: ``ServiceError/Code/badReply`` if a required member is missing or malformed.
    init(_ json: JSONValue, of response: HTTPResponse) throws(ServiceError) {
        func text(_ name: JSONName) -> String? { json[name]?.text.map { String($0.unicodeScalars.prefix(Self.limit)) } }
        func time(_ name: JSONName) -> Date? {
            switch json[name] {
            case .integer(let seconds)?: Date(timeIntervalSince1970: Double(seconds))
            case .number(let seconds)? where seconds.isFinite: Date(timeIntervalSince1970: seconds)
            default: nil
            }
        }
        guard let arn = json["sessionArn"]?.text.flatMap(SignInSessionARN.init) else {
            throw ServiceError.badReply("a session's sessionArn is missing or malformed", response)
        }
        guard let principal = text("principalArn"), let issued = time("issuedAt"), let expires = time("expiresAt")
        else {
            throw ServiceError.badReply("a session has no principalArn, issuedAt or expiresAt", response)
        }
        self.arn = arn
        self.principal = principal
        role = text("role")
        status = text("status")
        clientID = text("clientId")
        clientType = text("clientType")
        issuedAt = issued
        expiresAt = expires
        lastUsedAt = time("lastUsedAt")
        issuedInRegion = text("issuedInRegion")
        userAgent = text("userAgent")
        origin = text("originSessionArn")
    }
}
