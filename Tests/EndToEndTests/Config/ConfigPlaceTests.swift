import FoundationEssentials
import Glibc
import SignInSandbox
import Testing
import Text

/// A config file that is not simply a file of the user's in a directory of the user's.
@Suite("places of the AWS config", .bothPrograms)
struct ConfigPlaceTests {
    private static let config = "[default]\nregion = eu-west-1\n"

    static let modes: [(before: mode_t, after: mode_t)] = [
        (0o644, 0o644), (0o640, 0o600), (0o664, 0o644), (0o604, 0o600),
    ]

    @Test(.enabled(if: Machine.canGiveAway), arguments: modes)
    func `a group that the user is not in keeps no one from signing in, and gives no one more`(
        _ mode: (before: mode_t, after: mode_t)
    ) async throws {
        let machine = try await Machine.withConfig(Self.config)
        try #require(chown(machine.configPath, uid_t.max, 4_242) == 0)
        try machine.setMode(mode.before, of: machine.configPath)

        let submitted = try await machine.signInAsUser()

        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(try machine.text(of: machine.configPath).contains("[profile dev]"))
        #expect(try machine.mode(of: machine.configPath) == mode.after)
    }

    /// As a container sees the file that it was given.
    @Test func `a file that is mounted by itself is written in place`() async throws {
        let machine = try await Machine.withConfig(Self.config)
        let outside = "\(machine.home)/outside"
        try machine.write("", to: outside)
        try machine.giveToUser(machine.home)
        try machine.setMode(0o640, of: outside)
        let inode = try machine.inode(of: outside)

        let submitted = try await machine.signInAsUser(mounting: "mount --bind \(outside) \(machine.configPath)")
        let vended = try await machine.asUser(
            mounting: "mount --bind \(outside) \(machine.configPath)", ["credentials", "--profile", "dev"])

        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(try vended.json["Version"]?.int == 1, "\(vended.notices)")
        #expect(try machine.text(of: outside).hasPrefix("[profile dev]\ncredential_process = "))
        #expect(try machine.mode(of: outside) == 0o640)
        #expect(try machine.inode(of: outside) == inode)
        #expect(try machine.text(of: machine.configPath) == Self.config)
        #expect(!FileManager.default.fileExists(atPath: "\(machine.statePath)/config-edit.json"))
    }

    @Test(.enabled(if: Machine.canGiveAway))
    func `a file in a directory of root's is written in place`() async throws {
        let machine = try await Machine.withConfig(Self.config)
        let directory = "\(machine.home)/.aws"
        try machine.takeFromUser(directory)
        try machine.setMode(0o755, of: directory)

        let submitted = try await machine.signInAsUser(
            environment: ["AWS_LOGIN_CACHE_DIRECTORY": "\(machine.home)/tokens"])

        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(try machine.text(of: machine.configPath).contains("[profile dev]"))
    }

    /// The sign-out takes a line away: killed before the file was cut, its old end stands after the new text.
    @Test func `a file that was half written when the writer was killed is completed by the next command`() async throws
    {
        let machine = try await Machine()
        // The tokens stay for the other profile, so that the line has to go.
        for profile in ["dev", "other"] {
            try await machine.signIn(profile: profile, options: ["--integration", "native"])
        }
        let outside = "\(machine.home)/outside"
        try FileManager.default.copyItem(atPath: machine.configPath, toPath: outside)
        let before = try machine.text(of: outside)
        let mounting = "mount --bind \(outside) \(machine.configPath)"

        let killed = try await machine.run(
            mounting: mounting,
            Machine.strace("-P", machine.configPath, "-e", "inject=ftruncate:signal=SIGKILL")
                + [Machine.farsign, "logout", "--profile", "dev"])
        let torn = try machine.text(of: outside)
        let next = try await machine.run(mounting: mounting, [Machine.farsign, "sessions"])

        #expect(killed.status == 128 + SIGKILL, "\(killed.notices)")
        #expect(torn != before)
        #expect(next.status == 0, "\(next.notices)")
        let line = try #require(before.split(separator: "\n").first { $0.hasPrefix("login_session") })
        #expect(try machine.text(of: outside) == before.replacing("\(line)\n", with: "", maxReplacements: 1))
        #expect(!FileManager.default.fileExists(atPath: "\(machine.statePath)/config-edit.json"))
    }

    @Test(arguments: ["EPERM", "EOPNOTSUPP"])
    func `a file system that refuses chmod is good enough`(_ error: String) async throws {
        let machine = try await Machine()
        let strace = Machine.strace("-e", "inject=fchmod,fchmodat,chmod:error=\(error)")

        let started = try await machine.run(
            strace[0],
            strace.dropFirst() + [
                Machine.farsign, "login", "--profile", "dev", "--region", "us-east-1", "--no-wait", "--json",
            ])
        let url = try #require(try started.lines.first?["url"]?.text, "\(started.notices)")
        let submitted = try await machine.run(
            strace[0], strace.dropFirst() + [Machine.farsign, "submit"], input: machine.sandbox.signIn(at: url))

        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(try await machine.farsign(["credentials", "--profile", "dev"]).status == 0)
    }

    @Test(arguments: ["EINVAL", "ENOSYS", "EPERM", "EBADF"])
    func `a file system that refuses fsync of a directory is good enough`(_ error: String) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "first")
        let offered = try await machine.offer()
        let directories =
            ["\(machine.home)/.aws", "\(machine.home)/.aws/login/cache"]
            + ["profiles", "sessions", "pending"].map { "\(machine.statePath)/\($0)" }
        let strace = Machine.strace(["-e", "inject=fsync:error=\(error)"] + directories.flatMap { ["-P", $0] })

        let submitted = try await machine.run(
            strace[0], strace.dropFirst() + [Machine.farsign, "submit"], input: machine.sandbox.signIn(at: offered.url))

        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(try machine.text(of: machine.configPath).contains("[profile dev]"))
    }

    static let noFiles = ["/dev/null", "HOME/directory", "HOME/pipe", "HOME/file/below"]

    @Test(arguments: noFiles)
    func `what is no regular file is an empty config, and is not written to`(_ name: String) async throws {
        let machine = try await Machine()
        let path = try machine.makeSpecialFiles(name)
        try await machine.signIn(profile: "dev")

        let vended = try await machine.farsign(
            ["credentials", "--profile", "dev"], environment: ["AWS_CONFIG_FILE": path])
        let refused = try await machine.farsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--no-wait"], environment: ["AWS_CONFIG_FILE": path])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.contains(path), "\(refused.notices)")
        #expect(try machine.pendingFiles().isEmpty)
    }

    @Test(arguments: noFiles)
    func `what is no regular file holds no static credentials`(_ name: String) async throws {
        let machine = try await Machine()
        let path = try machine.makeSpecialFiles(name)

        try await machine.signIn(profile: "dev", environment: ["AWS_SHARED_CREDENTIALS_FILE": path])
        let vended = try await machine.farsign(
            ["credentials", "--profile", "dev"], environment: ["AWS_SHARED_CREDENTIALS_FILE": path])

        #expect(vended.status == 0, "\(vended.notices)")
    }

    /// What `sudo farsign` may have left.
    @Test(.enabled(if: Machine.canGiveAway), arguments: ["profiles", "sessions"])
    func `a directory of records that is somebody else's is named before a URL`(_ part: String) async throws {
        let machine = try await Machine.ofOrdinaryUser()
        let directory = "\(machine.statePath)/\(part)"
        try machine.takeFromUser(directory)
        try machine.setMode(0o755, of: directory)

        let refused = try await machine.asUser(
            ["login", "--profile", "other", "--region", "us-east-1", "--no-wait"])

        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.contains("cannot write \(directory): permission denied"), "\(refused.notices)")
    }
}

extension Machine {
    /// One that belongs to an ordinary user, and nobody is signed in.
    fileprivate static func withConfig(_ text: String) async throws -> Machine {
        let machine = try await Machine()
        try machine.write(text, to: machine.configPath)
        try machine.giveToUser(machine.home)
        return machine
    }

    /// A login and its end, by an ordinary user, each command with the mounts changed.
    fileprivate func signInAsUser(
        mounting script: String = "true", environment: [String: String] = [:]
    ) async throws -> Outcome {
        let started = try await asUser(
            mounting: script, ["login", "--profile", "dev", "--region", "us-east-1", "--no-wait", "--json"],
            environment: environment)
        guard let url = try? started.lines.first?["url"]?.text else { throw MachineError(started.notices) }
        return try await asUser(
            mounting: script, ["submit"], input: sandbox.signIn(at: url), environment: environment)
    }

    /// Runs a program whose system calls meet `options`.
    fileprivate static func strace(_ options: String...) -> [String] { strace(options) }

    fileprivate static func strace(_ options: [String]) -> [String] {
        ["/usr/bin/strace", "-f", "-qqq", "-o", "/dev/null"] + options
    }

    fileprivate func inode(of path: String) throws -> ino_t {
        var status = stat()
        guard stat(path, &status) == 0 else { throw MachineError("no \(path)") }
        return status.st_ino
    }

    /// The path that `name` stands for, with what is to be there.
    fileprivate func makeSpecialFiles(_ name: String) throws -> String {
        guard mkdir("\(home)/directory", 0o700) == 0, mkfifo("\(home)/pipe", 0o600) == 0 else {
            throw MachineError("no directory, no pipe")
        }
        try write("", to: "\(home)/file")
        return name.replacing("HOME", with: home)
    }
}
