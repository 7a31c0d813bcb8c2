/// A profile's name with the region and endpoint that a new login through it uses.
public struct Profile: Sendable, Hashable {
    public let name: String
    public let endpoint: SignInEndpoint

    public var region: Region { endpoint.region }

    public init(name: String, endpoint: SignInEndpoint) {
        self.name = name
        self.endpoint = endpoint
    }
}
