package import SignIn

/// A profile's name with the region and endpoint that a new login through it uses.
package struct Profile: Sendable, Hashable {
    package let name: String
    package let endpoint: SignInEndpoint

    package var region: Region { endpoint.region }

    package init(name: String, endpoint: SignInEndpoint) {
        self.name = name
        self.endpoint = endpoint
    }
}
