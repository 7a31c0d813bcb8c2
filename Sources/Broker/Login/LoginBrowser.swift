import FarsignCore
import Session
package import SignIn
import Text

/// The browser whose redirect the login's callback receives.
package enum LoginBrowser: Sendable {
    /// A browser on this machine.
    case here
    /// A browser on the workstation. `ssh -L` forwards its port to a UNIX socket here or, with `tcp`, to the same TCP
    /// port.
    case forwarded(CallbackAddress, tcp: Bool)

    /// The port to which the browser sends the redirect; nil if the system picks the port.
    var address: CallbackAddress? {
        switch self {
        case .here: nil
        case .forwarded(let address, _): address
        }
    }

    /// The address on which the callback listens. The socket has the same name for every login, so that an `ssh -L`
    /// command can be reused.
    var place: CallbackPlace {
        switch self {
        case .here: .anyPort
        case .forwarded(let address, tcp: true): .port(address.port)
        case .forwarded(let address, tcp: false): .socket(name: "callback-\(address.port).sock")
        }
    }

    /// A warning to print before the login; nil if there is none.
    var warning: String? {
        guard case .forwarded(let address, tcp: true) = self else { return nil }
        return
            "another user of this machine could have occupied port \(address.port) first; without --callback-tcp, "
            + "farsign uses a UNIX socket that no other user can occupy"
    }

    /// The name under which the history and the terminal list this browser.
    var name: String {
        switch self {
        case .here: "a browser of this machine"
        case .forwarded(let address, _): "a browser at port \(address.port) of the workstation"
        }
    }

    /// The text that offers a new start page after an attempt that another party spoiled.
    func invitation(again url: String) -> String {
        "To sign in, open \(url) in your own browser\(isHere ? "" : " on the workstation")."
    }

    private var isHere: Bool {
        if case .here = self { true } else { false }
    }
}
