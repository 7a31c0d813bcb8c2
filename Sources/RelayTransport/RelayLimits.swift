import Text

/// The limits that a broker applies to its peers.
package struct RelayLimits: Sendable {
    /// The timeout for `hello`.
    package var hello: Duration
    /// A connection without traffic and without a waiting request is closed after this time.
    package var silence: Duration
    /// Maximum number of concurrent connections; further ones are closed.
    package var connections: Int
    /// The grace period for answers in progress when a login ends.
    package var shutdownGracePeriod: Duration
    /// The interval for retrying to serve a socket that another process serves, or to reach a relay.
    package var retry: Duration
    /// The maximum interval if the connection is accepted but no relay answers. Each attempt may make ssh print a
    /// line on the person's terminal, so the interval doubles up to this value.
    var longestRetry = Duration.seconds(60)

    package init(hello: Duration, silence: Duration, connections: Int, shutdownGracePeriod: Duration, retry: Duration) {
        self.hello = hello
        self.silence = silence
        self.connections = connections
        self.shutdownGracePeriod = shutdownGracePeriod
        self.retry = retry
    }

    package static let standard = RelayLimits(
        hello: .seconds(10), silence: .seconds(300), connections: 64, shutdownGracePeriod: .seconds(2),
        retry: .milliseconds(250))
}
