import FoundationEssentials
import Glibc

/// Programs that see another /etc/farsign than this machine's, in a mount namespace of their own. Needs root.
///
/// There is no variable that moves /etc/farsign: a user could leave out its rules with it.
extension Machine {
    /// What these programs see as /etc/farsign.
    var systemDirectory: String { "\(home)/etc-farsign" }
    var systemFile: String { "\(systemDirectory)/config.toml" }
    var userFile: String { "\(home)/.config/farsign/config.toml" }

    /// Writes a file of /etc/farsign, root's and 0644.
    func configure(_ text: String, as name: String = "config.toml") throws {
        try write(text, to: "\(systemDirectory)/\(name)")
        for path in [systemDirectory, "\(systemDirectory)/config.d", "\(systemDirectory)/\(name)"]
        where access(path, F_OK) == 0 {
            try setMode(path.hasSuffix(".toml") ? 0o644 : 0o755, of: path)
            guard lchown(path, 0, 0) == 0 else { throw MachineError("cannot take \(path)") }
        }
    }

    /// Puts a copy of what programs need of /etc over it, with ``systemDirectory`` as farsign's, for this command alone.
    private static let script = """
        mkdir -p "$1.etc"
        mount -t tmpfs none "$1.etc"
        for name in passwd group nsswitch.conf hosts ssl ld.so.cache; do
            if [ -e "/etc/$name" ]; then cp -a "/etc/$name" "$1.etc/"; fi
        done
        mkdir "$1.etc/farsign"
        mount --bind "$1" "$1.etc/farsign"
        mount --rbind "$1.etc" /etc
        shift
        exec "$@"
        """

    /// The command that runs a program with ``systemDirectory`` as /etc/farsign.
    func configuredCommand(_ command: [String]) throws -> (program: String, arguments: [String]) {
        try FileManager.default.createDirectory(atPath: systemDirectory, withIntermediateDirectories: true)
        return (
            "/usr/bin/unshare",
            ["-m", "/bin/sh", "-ec", Self.script, "sh", systemDirectory] + command
        )
    }

    /// Runs farsign with ``systemDirectory`` as /etc/farsign.
    ///
    /// - Parameter asUser: as an ordinary user, to whom permissions mean something.
    func configured(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], asUser: Bool = false
    ) async throws -> Outcome {
        let user = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
        let command = try configuredCommand((asUser ? user : []) + CredentialProgram.line(arguments))
        return try await run(command.program, command.arguments, input: input, environment: environment)
    }
}
