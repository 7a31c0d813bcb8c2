package import Text

/// The lines of an ssh client's configuration by which every connection to a host leads FARSIGN_RELAY here.
package struct SSHConfigSnippet {
    package let destination: SSHDestination
    /// The socket that `farsign-relay --listen` serves on this machine.
    package let local: String
    /// Of the account there, by `ssh -G`.
    package let user: String

    /// - Throws: ``UsageError`` for what no quoting makes one argument there.
    package init(destination: SSHDestination, local: String, user: String) throws(UsageError) {
        guard Self.isArgument(local) else {
            throw UsageError(
                "'\(local.shown)' cannot be a path of ~/.ssh/config", hint: "give another one with --listen")
        }
        guard Self.isArgument(user) else {
            throw UsageError("'\(user.shown)' cannot be a user of ~/.ssh/config", hint: "give one, as in alice@web1")
        }
        self.destination = destination
        self.local = local
        self.user = user
    }

    /// ssh_config(5) ends a line at a line break and a comment's sign, and has tokens, variables and escapes.
    private static func isArgument(_ text: String) -> Bool {
        !text.isEmpty && text.shown == text && !text.utf8.contains { "\"'\\#%$".utf8.contains($0) }
    }

    private static func quoted(_ argument: String) -> String {
        argument.utf8.contains(0x20) ? "\"\(argument)\"" : argument
    }

    package var text: String {
        """
        # For ~/.ssh/config, while this runs here:
        #   \(ShellCommand("farsign-relay", "--listen", local))
        # Once on the server:
        #   \(ShellCommand("mkdir", "-p", "-m", "700", directory))
        # and in its sshd_config: AcceptEnv FARSIGN_RELAY, and StreamLocalBindUnlink yes.
        Host \(destination.host)\(destination.user.map { "\n    User \($0)" } ?? "")
            RemoteForward \(Self.quoted(remote)) \(Self.quoted(local))
            SetEnv \(Self.quoted("FARSIGN_RELAY=\(remote)"))

        """
    }

    private var home: String { user == "root" ? "/root" : "/home/\(user)" }
    private var directory: String { "\(home)/.farsign-relay" }
    private var remote: String { "\(directory)/relay.sock" }

    /// The account that ssh would log in to (`ssh -G`, which connects to nothing); nil where it does not say.
    package static func user(in settings: String) -> String? {
        settings.split(separator: "\n").first { $0.hasPrefix("user ") }.map { String($0.dropFirst(5)) }
    }
}
