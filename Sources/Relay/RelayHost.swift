public import FarsignShared

/// A place that logins come from.
public struct RelayHost: Sendable {
    /// The ssh destination as the person typed it, or the path of a socket.
    public let name: String
    /// Between two tries to connect.
    public let longestPause: Duration
    /// Makes a connection, and throws what keeps it from that.
    public let connect: @Sendable () async throws -> any RelayConnection

    public init(
        name: String, longestPause: Duration, connect: @escaping @Sendable () async throws -> any RelayConnection
    ) {
        self.name = name
        self.longestPause = longestPause
        self.connect = connect
    }
}

/// A host's name and what it says of itself.
struct RelayHostName: Sendable {
    let typed: String
    /// Safe for a terminal.
    let claimed: String

    init(_ name: String, _ greeting: RelayGreeting) {
        typed = name.shown
        claimed = "it says it is \(greeting.user.brief) on \(greeting.host.brief)"
    }
}

extension String {
    /// A server's text, for a line of the terminal: it is safe there, and leaves room for what is ours.
    var brief: String { ShownText(self, limit: 100).description }
}
