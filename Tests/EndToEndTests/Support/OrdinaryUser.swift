import FoundationEssentials
import Glibc

/// Permissions say nothing to root: where the tests run as root, these commands run as somebody else.
extension Machine {
    private static let isRoot = geteuid() == 0
    /// Debian's `nobody`.
    private static let uid: uid_t = 65_534
    private static let asUser = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]

    /// A machine whose `dev` is signed in, and that belongs to an ordinary user.
    static func ofOrdinaryUser() async throws -> Machine {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.giveToUser(machine.home)
        return machine
    }

    /// With everything below it.
    func giveToUser(_ path: String) throws {
        guard Self.isRoot else { return }
        for file in [path] + (try FileManager.default.subpathsOfDirectory(atPath: path).map { "\(path)/\($0)" }) {
            guard lchown(file, Self.uid, Self.uid) == 0 else { throw MachineError("cannot give \(file) away") }
        }
    }

    /// Whether files can be given to other users here.
    static var canGiveAway: Bool { isRoot }

    /// Makes the file root's, where it is an ordinary user's.
    func takeFromUser(_ path: String) throws {
        guard lchown(path, 0, 0) == 0 else { throw MachineError("cannot take \(path)") }
    }

    func asUser(
        _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Outcome {
        let command = (Self.isRoot ? Self.asUser : []) + CredentialProgram.line(arguments)
        return try await run(command[0], Array(command.dropFirst()), input: input, environment: environment)
    }

    /// Runs a command as the user after `script` has changed the mounts, for itself alone.
    func asUser(
        mounting script: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await run(
            mounting: script, (Self.isRoot ? Self.asUser : []) + CredentialProgram.line(arguments), input: input,
            environment: environment)
    }

    /// Runs a program after `script` has changed the mounts, for itself alone.
    func run(
        mounting script: String, _ command: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Outcome {
        // A user's own namespace makes him root of his own files: they belong to him then too.
        let namespace = Self.isRoot ? ["-m"] : ["-Urm"]
        let shell = ["/bin/sh", "-ec", script + "\nexec \"$@\"", "sh"]
        return try await run(
            "/usr/bin/unshare", namespace + shell + command, input: input, environment: environment)
    }

    func setMode(_ mode: mode_t, of path: String) throws {
        guard chmod(path, mode) == 0 else { throw MachineError("cannot chmod \(path)") }
    }

    /// The commands that need the state directory, each with what it needs on stdin.
    static let stateCommands: [[String]] = [
        ["login", "--profile", "other", "--region", "us-east-1", "--no-wait"],
        ["submit"], ["logout", "--profile", "dev"], ["sessions"], ["audit", "list"], ["audit", "verify"],
    ]
}
