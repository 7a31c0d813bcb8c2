import RelayProtocol
import Text

/// A host's name, and what the host says about itself.
///
/// All texts are safe for a terminal.
struct RelayHostName: Sendable {
    /// The name that the person typed.
    let typed: String
    /// The name for a sentence.
    let spoken: String
    let claimed: String
    /// The name for the last page.
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
    /// A text from a server, shortened and safe for a line of the terminal.
    var brief: String { ShownText(self, limit: 100).description }
}
