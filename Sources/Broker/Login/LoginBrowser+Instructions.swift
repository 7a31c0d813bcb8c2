import SignIn
import Text

extension LoginBrowser {
    /// The text that says how to make the browser reach this process; nil if nothing has to be done.
    func instructions(startURL: String, socket: String?, through route: SSHRoute) -> String? {
        switch self {
        case .here:
            return nil
        case .forwarded(let address, _):
            // Without this option, ssh would continue with ::1 alone if another process already listens on 127.0.0.1.
            let forwarding = "\(address.host):\(socket ?? address.host)"
            return """
                Run this command on your workstation and keep it running:

                  ssh -o ExitOnForwardFailure=yes \(route.options)-L \(forwarding.shellWord) \(route.destination.shellWord)

                Replace \(route.destination.shellWord) with the ssh destination of this machine.
                Then open on the workstation:

                  \(startURL)

                Or use another browser:
                """
        }
    }
}
