import FoundationEssentials
import Glibc

/// A real sshd on loopback for the user who runs the tests, with a machine's home as everybody's.
final class SSHServer: Sendable {
    private let machine: Machine
    private let port: Int
    private let daemon: RunningProgram
    private var directory: String { "\(machine.home)/.ssh" }

    init(for machine: Machine) async throws {
        self.machine = machine
        let directory = "\(machine.home)/.ssh"
        // sshd insists on this one when root runs it, and its package makes it only for the service.
        if geteuid() == 0, access("/run/sshd", F_OK) != 0 { mkdir("/run/sshd", 0o755) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for key in ["host", "user"] {
            let made = try await machine.run(
                "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(directory)/\(key)"])
            guard made.status == 0 else { throw MachineError(made.notices) }
        }
        port = try Self.freePort()
        let variables = machine.environment().sorted { $0.key < $1.key }.map { "\"\($0.key)=\($0.value)\"" }
        try machine.write(
            """
            ListenAddress 127.0.0.1:\(port)
            HostKey \(directory)/host
            AuthorizedKeysFile \(directory)/user.pub
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PasswordAuthentication no
            PidFile none
            PrintMotd no
            PrintLastLog no
            SetEnv \(variables.joined(separator: " "))

            """, to: "\(directory)/sshd_config")
        let host = try machine.text(of: "\(directory)/host.pub").split(separator: " ").prefix(2).joined(separator: " ")
        try machine.write("[127.0.0.1]:\(port) \(host)\n", to: "\(directory)/known_hosts")
        daemon = try RunningProgram(
            "/usr/sbin/sshd", ["-D", "-e", "-f", "\(directory)/sshd_config"], input: .file("/dev/null"),
            environment: machine.environment())
        while try await !daemon.notice().contains("Server listening on") {}
    }

    /// Starts `ssh host COMMAND…` beside the test.
    func start(
        _ command: [String], options: [String] = [], input: RunningProgram.Input = .file("/dev/null")
    ) throws -> RunningProgram {
        try RunningProgram(
            "/usr/bin/ssh",
            [
                "-F", "none", "-p", "\(port)", "-i", "\(directory)/user", "-o", "IdentitiesOnly=yes",
                "-o", "BatchMode=yes", "-o", "UserKnownHostsFile=\(directory)/known_hosts",
                "-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=ERROR",
            ] + options + ["127.0.0.1"] + command,
            input: input, environment: machine.environment())
    }

    /// One that the kernel says is free.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard found else { throw MachineError("no free port: errno \(errno)") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
