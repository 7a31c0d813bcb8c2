import Session
package import SignIn

/// A profile's name, with the region and the endpoint for a new login.
package struct Profile: Sendable, Hashable {
    package let name: String
    package let endpoint: SignInEndpoint

    package var region: Region { endpoint.region }

    package init(name: String, endpoint: SignInEndpoint) {
        self.name = name
        self.endpoint = endpoint
    }
}
