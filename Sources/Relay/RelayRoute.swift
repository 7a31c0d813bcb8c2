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
