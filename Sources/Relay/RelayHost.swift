package import RelayProtocol
import Text

/// What leads to a server: the ssh destination as the person typed it, or the path of a socket.
package enum RelayRoute: Sendable, Hashable {
    case destination(String)
    /// Behind it is a server that only its own words name, as long as one of its logins waits.
    case socket(path: String)

    package var text: String {
        switch self {
        case .destination(let text), .socket(path: let text): text
        }
    }
}

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

/// A host's name and what it says of itself.
///
/// All of it is safe for a terminal.
struct RelayHostName: Sendable {
    /// What the person typed.
    let typed: String
    /// In a sentence.
    let spoken: String
    let claimed: String
    /// On the last page.
    let onPage: String

    init(_ route: RelayRoute, _ greeting: RelayGreeting) {
        let claim = "\(greeting.user.brief) on \(greeting.host.brief)"
        typed = route.text.shown
        claimed = "it says it is \(claim)"
        (spoken, onPage) =
            switch route {
            case .destination: (typed, typed)
            case .socket: ("the server", "\(claim), as the server says")
            }
    }
}

extension String {
    /// A server's text, for a line of the terminal: it is safe there, and leaves room for what is ours.
    var brief: String { ShownText(self, limit: 100).description }
}
