import Text

/// What a broker grants to those who connect to it.
package struct RelayLimits: Sendable {
    /// Until `hello`.
    package var hello: Duration
    /// A connection that says nothing for so long, and waits for nothing, is over.
    package var silence: Duration
    /// At once; more are closed.
    package var connections: Int
    /// What is being answered when a login ends may still be written for so long.
    package var shutdownGracePeriod: Duration
    /// Between two attempts to serve the socket that another process serves, and to reach a relay.
    package var retry: Duration
    /// Where somebody takes the connection and no relay answers: each attempt may be a line that ssh writes on the
    /// person's terminal, so the time between two of them doubles, up to this.
    package var longestRetry = Duration.seconds(60)

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
