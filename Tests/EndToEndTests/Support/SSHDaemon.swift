import FoundationEssentials
import Glibc

/// A real sshd on loopback, at a port of its own.
final class SSHDaemon: Sendable {
    let port: Int
    /// Its line of a client's `known_hosts`.
    let knownHost: String
    private let machine: Machine
    private let daemon: RunningProgram

    /// - Parameters:
    ///   - machine: has its key and its configuration; its user runs it.
    ///   - options: lines of `sshd_config`; the first that sets something counts, `Match` blocks last.
    init(on machine: Machine, options: [String]) async throws {
        Self.makeRunDirectory()
        self.machine = machine
        try await machine.makeKey("\(machine.home)/host")
        port = try Self.freePort()
        let configuration =
            [
                "ListenAddress 127.0.0.1:\(port)", "HostKey \(machine.home)/host", "UsePAM no",
                "PasswordAuthentication no", "PidFile none", "PrintMotd no", "PrintLastLog no",
            ] + options
        try machine.write(configuration.joined(separator: "\n") + "\n", to: "\(machine.home)/sshd_config")
        let key = try machine.text(of: "\(machine.home)/host.pub").split(separator: " ").prefix(2)
        knownHost = "[127.0.0.1]:\(port) \(key.joined(separator: " "))\n"
        daemon = try RunningProgram(
            "/usr/sbin/sshd", ["-D", "-e", "-f", "\(machine.home)/sshd_config"], input: .file("/dev/null"),
            environment: machine.environment())
        while try await !daemon.notice().contains("Server listening on") {}
    }

    /// sshd insists on it when root runs it, and its package makes it only for the service.
    static func makeRunDirectory() {
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
    }

    /// One that the kernel says is free.
    static func freePort() throws -> Int {
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

extension Machine {
    /// A key pair of this machine's user, for ssh.
    func makeKey(_ path: String) async throws {
        let made = try await run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path])
        guard made.status == 0 else { throw MachineError(made.notices) }
    }

    /// The environment of programs here, as an option of sshd: what `~/.profile` would set.
    var sshEnvironment: String {
        "SetEnv " + environment().sorted { $0.key < $1.key }.map { "\"\($0.key)=\($0.value)\"" }.joined(separator: " ")
    }
}
