package import SignIn
package import Text

/// The tokens that the token endpoint issued for a session, and the key to which they are bound.
package struct SessionTokens: Sendable {
    /// The only token type: its keys sign with SigV4.
    package static let tokenType = "aws_sigv4"

    package var credentials: Credentials
    package var refreshToken: Secret<String>
    /// The client id with which the session was opened; a refresh must use the same.
    package var clientID: String
    package var dpopKey: DPoPKey
    package var tokenType: String
    /// Optional, because two SDKs drop it when they write the file.
    package var idToken: Secret<String>?
    /// The region of the sign-in according to the token file; older AWS tools do not write it.
    package var signInRegion: NamedRegion?
    /// The token file's members as they were read. Those that farsign does not know are written back unchanged.
    package var otherMembers: Secret<[JSONName: JSONValue]>

    package init(
        credentials: Credentials, refreshToken: Secret<String>, clientID: String, dpopKey: DPoPKey,
        tokenType: String = SessionTokens.tokenType, idToken: Secret<String>?, signInRegion: NamedRegion? = nil,
        otherMembers: Secret<[JSONName: JSONValue]> = .init([:])
    ) {
        self.credentials = credentials
        self.refreshToken = refreshToken
        self.clientID = clientID
        self.dpopKey = dpopKey
        self.tokenType = tokenType
        self.idToken = idToken
        self.signInRegion = signInRegion
        self.otherMembers = otherMembers
    }
}
