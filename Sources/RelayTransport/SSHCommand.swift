import Glibc
import NIOCore
import NIOPosix

/// The command with which the relay reaches a broker: the system's `ssh` with the user's configuration.
package struct SSHCommand: Sendable {
    /// As the person typed it: an alias, a host, or `user@host`.
    package let destination: String
    /// The person's own options.
    package let options: [String]
    /// Run by the shell on the server.
    package let remoteCommand: String
    /// A path, or a name to look up in `PATH`.
    package let program: String

    package init(
        destination: String, options: [String] = [], remoteCommand: String = "farsign attach", program: String = "ssh"
    ) {
        self.destination = destination
        self.options = options
        self.remoteCommand = remoteCommand
        self.program = program
    }

    /// No terminal and no forwarding of agent, X11 or ports, whatever the configuration says. Nothing after `--` is
    /// an option.
    var arguments: [String] {
        ["-T", "-a", "-x", "-o", "ClearAllForwardings=yes", "-o", "RemoteCommand=none"] + options
            + ["--", destination, remoteCommand]
    }
}
