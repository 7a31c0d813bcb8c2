import FarsignShared

/// A destination of ssh whose host can be a pattern of ssh_config(5), and means itself there.
struct SSHDestination {
    let host: String
    /// Nil where the destination does not say.
    let user: String?

    /// - Throws: ``UsageError`` for a URL, a pattern, or what would be more than one word.
    init(_ text: String) throws(UsageError) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = !text.unicodeScalars.contains {
            "/*?!'\"\\#".unicodeScalars.contains($0) || $0.properties.isWhitespace
        }
        guard isPlain, text.shown == text, let host = parts.last, !parts.contains("") else {
            throw UsageError(
                "'\(text.shown)' cannot be a host of ~/.ssh/config", hint: "give a name as there, web1 or alice@web1")
        }
        self.host = String(host)
        user = parts.count > 1 ? parts.dropLast().joined(separator: "@") : nil
    }
}

/// The lines of an ssh client's configuration by which every connection to a host leads FARSIGN_RELAY here.
struct SSHConfigSnippet {
    let destination: SSHDestination
    /// The socket that `farsign-relay --listen` serves on this machine.
    let local: String
    /// Of the account there, by `ssh -G`.
    let user: String

    var text: String {
        """
        # For ~/.ssh/config, while 'farsign-relay --listen \(local)' runs here. Once on the server:
        #   mkdir -p -m 700 \(directory)
        # and in its sshd_config: AcceptEnv FARSIGN_RELAY, and StreamLocalBindUnlink yes.
        Host \(destination.host)\(destination.user.map { "\n    User \($0)" } ?? "")
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
