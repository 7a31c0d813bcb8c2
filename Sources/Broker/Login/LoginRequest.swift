package import FarsignCore
package import SignIn

/// What a person asked for with `farsign login`.
package struct LoginRequest: Sendable {
    package var profile: String
    package var region: NamedRegion
    /// Seconds until the login is given up.
    package var timeout: Int
    package var options: LoginOptions

    package init(profile: String, region: NamedRegion, timeout: Int, options: LoginOptions) {
        self.profile = profile
        self.region = region
        self.timeout = timeout
        self.options = options
    }
}
