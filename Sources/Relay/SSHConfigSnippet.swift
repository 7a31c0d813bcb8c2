package import Text

/// The lines of an ssh client configuration that forward FARSIGN_RELAY to this workstation for every connection to a
/// host.
package struct SSHConfigSnippet {
    package let destination: SSHDestination
    /// The socket that `farsign-relay --listen` serves on this machine.
    package let local: String
    /// The account on the server, according to `ssh -G`.
    package let user: String

    /// - Throws: ``UsageError`` for a value that cannot be quoted as one argument.
    package init(destination: SSHDestination, local: String, user: String) throws(UsageError) {
        guard Self.isArgument(local) else {
            throw UsageError(
                "the path '\(local.shown)' cannot be written to ~/.ssh/config", hint: "give another path with --listen")
        }
        guard Self.isArgument(user) else {
            throw UsageError(
                "the user '\(user.shown)' cannot be written to ~/.ssh/config", hint: "name the user, as in alice@web1")
        }
        self.destination = destination
        self.local = local
        self.user = user
    }

    /// In ssh_config(5), a line break ends a line and `#` starts a comment; there are also tokens, variables and
    /// escapes.
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

    /// The account that ssh would use (`ssh -G` does not connect); nil if the output does not contain it.
    package static func user(in settings: String) -> String? {
        settings.split(separator: "\n").first { $0.hasPrefix("user ") }.map { String($0.dropFirst(5)) }
    }
}
