import FoundationEssentials
import Glibc
import SignInSandbox

/// A workstation and a server as two users of this machine, and somebody else as a third: each with a home of his own,
/// the server behind a real sshd that lets the workstation's key in. Needs root.
final class People: Sendable {
    let laptop: Machine
    let server: Machine
    let stranger: Machine
    let sandbox: SignInSandbox
    private let homes: HomesDirectory
    private let daemon: SSHDaemon

    /// What the workstation's ssh calls the server.
    static let host = "web1"
    /// For the workstation's `ssh -F`.
    var sshConfig: String { "\(laptop.home)/.ssh/config" }

    /// Where the server's sshd listens.
    var sshPort: Int { daemon.port }

    /// - Parameter options: lines for the server's `sshd_config`.
    init(_ settings: SignInSandbox.Settings = .init(), sshd options: [String] = []) async throws {
        let homes = try HomesDirectory()
        let sandbox = try await SignInSandbox.start(settings: settings)
        func machine(of name: Account.Name) async throws -> Machine {
            try Machine(home: "\(homes.path)/\(name)", of: try await .named(name), sandbox: sandbox)
        }
        (self.homes, self.sandbox) = (homes, sandbox)
        laptop = try await machine(of: .laptop)
        server = try await machine(of: .server)
        stranger = try await machine(of: .stranger)
        guard try await server.run("/usr/bin/test", ["-x", Machine.farsign]).status == 0 else {
            throw MachineError("other users of this machine may not run \(Machine.farsign): move the checkout")
        }
        daemon = try await SSHDaemon(
            on: try Machine(home: "\(homes.path)/sshd", of: nil, sandbox: sandbox),
            options: ["AuthorizedKeysFile \(homes.path)/%u/.ssh/authorized_keys", "AllowUsers server"] + options
                + [server.sshEnvironment])
        try await letLaptopIn()
    }

    deinit {
        let sandbox = sandbox
        Task { await sandbox.stop() }
    }

    private func letLaptopIn() async throws {
        try laptop.give(daemon.knownHost, as: ".ssh/known_hosts")
        try await laptop.makeKey("\(laptop.home)/.ssh/id_ed25519")
        try laptop.give(
            """
            Host \(Self.host) 127.0.0.1
                HostName 127.0.0.1
                Port \(daemon.port)
                User server
                IdentityFile \(laptop.home)/.ssh/id_ed25519
                IdentitiesOnly yes
                BatchMode yes
                StrictHostKeyChecking yes
                UserKnownHostsFile \(laptop.home)/.ssh/known_hosts

            """, as: ".ssh/config")
        try server.give(try laptop.text(of: "\(laptop.home)/.ssh/id_ed25519.pub"), as: ".ssh/authorized_keys")
    }

    /// The workstation's `ssh web1 COMMAND`, to its end.
    func ssh(_ command: String, input: String = "") async throws -> Machine.Outcome {
        try await laptop.run("/usr/bin/ssh", ["-F", sshConfig, Self.host, command], input: input)
    }

    /// The workstation's `ssh OPTIONS web1 COMMAND`, beside the test.
    func startSSH(
        _ options: [String] = [], _ command: [String] = [], input: RunningProgram.Input = .file("/dev/null")
    ) throws -> RunningProgram {
        try laptop.start("/usr/bin/ssh", ["-F", sshConfig] + options + [Self.host] + command, input: input)
    }
}

/// Where several users' homes are, until it goes.
private final class HomesDirectory: Sendable {
    let path: String

    init() throws {
        // sshd trusts what is above it: in /tmp it would not.
        path = try makeDirectory(in: "/home")
        guard chmod(path, 0o755) == 0 else { throw MachineError("cannot open \(path)") }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

extension Machine {
    /// Writes a file of its user's, 0600, in a directory of its home that is his too.
    func give(_ text: String, as name: String) throws {
        let path = "\(home)/\(name)"
        try write(text, to: path)
        guard chmod(path, 0o600) == 0 else { throw MachineError("cannot chmod \(path)") }
        var given = path
        while given != home {
            try own(given)
            given = "/" + given.split(separator: "/").dropLast().joined(separator: "/")
        }
    }
}
