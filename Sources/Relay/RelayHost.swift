package import RelayProtocol

/// A place that logins come from.
package struct RelayHost: Sendable {
    package let route: RelayRoute
    /// Between two tries to connect.
    package let longestPause: Duration
    /// Makes a connection, and throws what keeps it from that.
    package let connect: @Sendable () async throws -> any RelayConnection

    package init(
        _ route: RelayRoute, longestPause: Duration, connect: @escaping @Sendable () async throws -> any RelayConnection
    ) {
        self.route = route
        self.longestPause = longestPause
        self.connect = connect
    }
}
