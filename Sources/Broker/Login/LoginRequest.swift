package import FarsignCore
import Session
package import SignIn

/// The options of `farsign login`.
package struct LoginRequest: Sendable {
    package var profile: String
    package var region: NamedRegion
    /// Seconds until the login ends without a reply.
    package var timeout: Int
    package var options: LoginOptions

    package init(profile: String, region: NamedRegion, timeout: Int, options: LoginOptions) {
        self.profile = profile
        self.region = region
        self.timeout = timeout
        self.options = options
    }
}
