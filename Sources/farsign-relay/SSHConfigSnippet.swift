import FarsignShared

/// The lines of an ssh client's configuration by which every connection to a host leads FARSIGN_RELAY here.
struct SSHConfigSnippet {
    let destination: String
    /// The socket that `farsign-relay --listen` serves on this machine.
    let local: String
    /// Of the account there, by `ssh -G`.
    let user: String

    var text: String {
        """
        # For ~/.ssh/config, while 'farsign-relay --listen \(local)' runs here. Once on the server:
        #   mkdir -p -m 700 \(directory)
        # and in its sshd_config: AcceptEnv FARSIGN_RELAY, and StreamLocalBindUnlink yes.
        Host \(destination)
            RemoteForward \(remote) \(local)
            SetEnv FARSIGN_RELAY=\(remote)

        """
    }

    private var home: String { user == "root" ? "/root" : "/home/\(user)" }
    private var directory: String { "\(home)/.farsign-relay" }
    private var remote: String { "\(directory)/relay.sock" }

    /// The account that ssh would log in to (`ssh -G`, which connects to nothing); nil where it does not say.
    static func user(in settings: String) -> String? {
        settings.split(separator: "\n").first { $0.hasPrefix("user ") }.map { String($0.dropFirst(5)) }
    }
}
