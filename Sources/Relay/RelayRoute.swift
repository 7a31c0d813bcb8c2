/// The route to a server: the ssh destination as the person typed it, or the path of a socket.
package enum RelayRoute: Sendable, Hashable {
    case destination(String)
    /// The server is known only by what it says about itself, and only as long as one of its logins waits.
    case socket(path: String)

    package var text: String {
        switch self {
        case .destination(let text), .socket(path: let text): text
        }
    }
}
