import FarsignCore
package import SignIn
import Text

/// Where the browser is that a login's callback serves.
package enum LoginBrowser: Sendable {
    /// On this machine.
    case here
    /// On the person's workstation, whose port `ssh -L` forwards to a UNIX socket here, or with `tcp` to the same port.
    case forwarded(CallbackAddress, tcp: Bool)

    /// The port that the browser comes to; nil where it is yet to be picked.
    var address: CallbackAddress? {
        switch self {
        case .here: nil
        case .forwarded(let address, _): address
        }
    }

    /// The socket has the same name for every login, so that `ssh` can be set up for it once.
    var place: CallbackPlace {
        switch self {
        case .here: .anyPort
        case .forwarded(let address, tcp: true): .port(address.port)
        case .forwarded(let address, tcp: false): .socket(name: "callback-\(address.port).sock")
        }
    }

    /// What the person should know before; nil where there is nothing.
    var warning: String? {
        guard case .forwarded(let address, tcp: true) = self else { return nil }
        return
            "any user of this machine could have taken port \(address.port) first: without --callback-tcp it is a socket "
            + "that nobody else can"
    }

    /// As a recipient of a URL.
    var name: String {
        switch self {
        case .here: "a browser of this machine"
        case .forwarded(let address, _): "a browser at port \(address.port) of the workstation"
        }
    }

    /// What the person does for the browser to come here; nil where that is nothing.
    func instructions(startURL: String, socket: String?, through route: SSHRoute) -> String? {
        switch self {
        case .here:
            return nil
        case .forwarded(let address, _):
            // ssh by itself listens on ::1 alone, and goes on, where somebody else has the port of 127.0.0.1.
            let forwarding = "\(address.host):\(socket ?? address.host)"
            return """
                On your workstation, run and leave open:

                  ssh -o ExitOnForwardFailure=yes \(route.options)-L \(forwarding.shellWord) \(route.destination.shellWord)

                Instead of \(route.destination.shellWord) write what you give to ssh to come here. Then open there:

                  \(startURL)

                Or do without:
                """
        }
    }

    /// Says what to open after an attempt that somebody spoiled.
    func invitation(again url: String) -> String {
        "To sign in, open \(url) in your own browser\(isHere ? "" : " on the workstation")."
    }

    private var isHere: Bool {
        if case .here = self { true } else { false }
    }
}
