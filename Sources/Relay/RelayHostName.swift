import RelayProtocol
import Text

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
