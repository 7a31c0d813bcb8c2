import FarsignCore

/// Where the browser is that a login's callback serves.
enum LoginBrowser: Sendable {
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

    func place(of login: LoginID) -> CallbackPlace {
        switch self {
        case .here: .anyPort
        case .forwarded(let address, tcp: true): .port(address.port)
        case .forwarded(_, tcp: false): .socket(name: "callback-\(login)")
        }
    }

    /// As a recipient of a URL.
    var name: String {
        switch self {
        case .here: "a browser of this machine"
        case .forwarded(let address, _): "a browser at port \(address.port) of the workstation"
        }
    }

    /// What the person does for the browser to come here.
    func instructions(startURL: String, socket: String?, user: String?, host: String) -> String {
        switch self {
        case .here:
            return "Opening a browser here: \(startURL)"
        case .forwarded(let address, _):
            let target = socket ?? "localhost:\(address.port)"
            let destination = (user.map { "\($0)@" } ?? "") + host
            return """
                On your workstation, leave this running:

                  ssh -L \(address.port):\(target.shown) \(destination.shown)

                Then open there:

                  \(startURL)

                Or do without both:
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
