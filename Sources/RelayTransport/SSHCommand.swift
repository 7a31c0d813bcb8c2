import Glibc
import NIOCore
import NIOPosix

/// How the relay reaches a broker with the system's `ssh`, and with the user's own configuration of it.
package struct SSHCommand: Sendable {
    /// As the person typed it: an alias, a host, `user@host`.
    package let destination: String
    /// The person's own options.
    package let options: [String]
    /// Run by the shell of the other side.
    package let remoteCommand: String
    /// A path, or a name that is looked up in `PATH`.
    package let program: String

    package init(
        destination: String, options: [String] = [], remoteCommand: String = "farsign attach", program: String = "ssh"
    ) {
        self.destination = destination
        self.options = options
        self.remoteCommand = remoteCommand
        self.program = program
    }

    /// No terminal and no forwarding of agent, X11 or ports, whatever the configuration says. Nothing after `--` is an
    /// option.
    var arguments: [String] {
        ["-T", "-a", "-x", "-o", "ClearAllForwardings=yes", "-o", "RemoteCommand=none"] + options
            + ["--", destination, remoteCommand]
    }
}
