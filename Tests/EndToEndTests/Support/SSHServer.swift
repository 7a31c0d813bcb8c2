import FoundationEssentials

/// A machine as a server that the user who runs the tests reaches over ssh.
final class SSHServer: Sendable {
    private let machine: Machine
    private let daemon: SSHDaemon
    private var directory: String { "\(machine.home)/.ssh" }

    init(for machine: Machine) async throws {
        self.machine = machine
        let directory = "\(machine.home)/.ssh"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try await machine.makeKey("\(directory)/user")
        daemon = try await SSHDaemon(
            on: machine,
            options: [
                "AuthorizedKeysFile \(directory)/user.pub", "StrictModes no", "PermitRootLogin yes",
                machine.sshEnvironment,
            ])
        try machine.write(daemon.knownHost, to: "\(directory)/known_hosts")
    }

    /// Starts `ssh host COMMAND…` beside the test.
    func start(
        _ command: [String], options: [String] = [], input: RunningProgram.Input = .file("/dev/null")
    ) throws -> RunningProgram {
        try machine.start(
            "/usr/bin/ssh",
            [
                "-F", "none", "-p", "\(daemon.port)", "-i", "\(directory)/user", "-o", "IdentitiesOnly=yes",
                "-o", "BatchMode=yes", "-o", "UserKnownHostsFile=\(directory)/known_hosts",
                "-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=ERROR",
            ] + options + ["127.0.0.1"] + command,
            input: input)
    }
}
