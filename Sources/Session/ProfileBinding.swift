package import SignIn

/// The session that a profile uses.
package struct ProfileBinding: Sendable, Hashable {
    package let profile: String
    package let session: SessionARN
    package let integration: Integration

    package init(profile: String, session: SessionARN, integration: Integration) {
        self.profile = profile
        self.session = session
        self.integration = integration
    }
}
