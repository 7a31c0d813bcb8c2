package import RelayProtocol

/// A host from which logins come.
package struct RelayHost: Sendable {
    package let route: RelayRoute
    /// The maximum pause between two attempts to connect.
    package let longestPause: Duration
    /// Makes a connection, or throws the reason why it cannot.
    package let connect: @Sendable () async throws -> any RelayConnection

    package init(
        _ route: RelayRoute, longestPause: Duration, connect: @escaping @Sendable () async throws -> any RelayConnection
    ) {
        self.route = route
        self.longestPause = longestPause
        self.connect = connect
    }
}
