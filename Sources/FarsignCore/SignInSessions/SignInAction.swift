import Text

/// An operation of the sign-in service that needs a permission of its own. Its name is that of the IAM action.
package enum SignInAction: String, Sendable {
    case introspect = "signin:IntrospectOAuth2TokenWithIAM"
    case revokeToken = "signin:RevokeOAuth2TokenWithIAM"
    case listSessions = "signin:ListSessions"
    case getSession = "signin:GetSession"
    case revokeSessions = "signin:BatchRevokeSessions"
}
