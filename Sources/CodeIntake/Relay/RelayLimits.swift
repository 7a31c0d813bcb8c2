/// What a broker grants to those who connect to it.
public struct RelayLimits: Sendable {
    /// Until `hello`.
    public var hello: Duration
    /// A connection that says nothing for so long, and waits for nothing, is over.
    public var silence: Duration
    /// At once; more are closed.
    public var connections: Int
    /// What is being answered when a login ends may still be written for so long.
    public var parting: Duration
    /// Between two attempts to serve the socket that another process serves, and to reach a relay.
    public var retry: Duration
    /// Where somebody takes the connection and no relay answers: each attempt may be a line that ssh writes on the
    /// person's terminal, so the time between two of them doubles, up to this.
    public var longestRetry = Duration.seconds(60)

    public init(hello: Duration, silence: Duration, connections: Int, parting: Duration, retry: Duration) {
        self.hello = hello
        self.silence = silence
        self.connections = connections
        self.parting = parting
        self.retry = retry
    }

    public static let standard = RelayLimits(
        hello: .seconds(10), silence: .seconds(300), connections: 64, parting: .seconds(2),
        retry: .milliseconds(250))
}
