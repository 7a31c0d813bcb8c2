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
    /// The browser whose redirect comes to this process; nil for none.
    package var browser: LoginBrowser?

    package init(
        profile: String, region: NamedRegion, timeout: Int, options: LoginOptions, browser: LoginBrowser? = nil
    ) {
        self.profile = profile
        self.region = region
        self.timeout = timeout
        self.options = options
        self.browser = browser
    }
}
