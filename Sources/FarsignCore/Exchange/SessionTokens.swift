package import SignIn
package import Text

/// All that the token endpoint gave a session, and the key it is bound to.
package struct SessionTokens: Sendable {
    /// The one that there is: its keys sign with SigV4.
    package static let tokenType = "aws_sigv4"

    package var credentials: Credentials
    package var refreshToken: Secret<String>
    /// The client id that the session was opened with; a refresh must name the same.
    package var clientID: String
    package var dpopKey: DPoPKey
    package var tokenType: String
    /// Two SDKs drop it when they write the file back.
    package var idToken: Secret<String>?
    /// The region of the sign-in, by the token file; older AWS tools write none.
    package var signInRegion: NamedRegion?
    /// Members of the token file that we do not know, kept as they were.
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
