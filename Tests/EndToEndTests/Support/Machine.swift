import FoundationEssentials
import Glibc
import SignInSandbox
import Subprocess
import SystemPackage
import Text

/// A person's home on a server, and the sandbox that its farsign signs in at.
/// Both go with it: each test has its own.
final class Machine: Sendable {
    let home: String
    let sandbox: SignInSandbox
    /// Whose programs run here; nil for those of who runs the tests.
    let account: Account?
    private let ownsSandbox: Bool

    /// The directory of the binaries: those that were built with these tests, unless FARSIGN_BINARIES names another one,
    /// as .ci/run does for a release, whose farsign-credentials is static.
    static let binaries =
        ProcessInfo.processInfo.environment["FARSIGN_BINARIES"]
        ?? "/" + executablePath().split(separator: "/").dropLast().joined(separator: "/")
    static var farsign: String { "\(binaries)/farsign" }
    static var helper: String { "\(binaries)/farsign-credentials" }

    init(_ settings: SignInSandbox.Settings = .init()) async throws {
        sandbox = try await SignInSandbox.start(settings: settings)
        ownsSandbox = true
        account = nil
        home = try makeDirectory(in: "/tmp")
    }

    /// One of several that share another's sandbox, in a new home. The account is nil for that of who runs the tests.
    init(home: String, of account: Account?, sandbox: SignInSandbox) throws {
        self.home = home
        self.account = account
        self.sandbox = sandbox
        ownsSandbox = false
        guard mkdir(home, 0o700) == 0 else { throw MachineError("cannot make \(home): errno \(errno)") }
        try own(home)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: home)
        guard ownsSandbox else { return }
        let sandbox = sandbox
        Task { await sandbox.stop() }
    }

    var configPath: String { "\(home)/.aws/config" }
    var statePath: String { "\(home)/.local/state/farsign" }

    /// Nothing of the caller's environment but the path.
    func environment(_ more: [String: String] = [:]) -> [String: String] {
        [
            "HOME": home, "PATH": "\(Self.binaries):/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
            "AWS_ENDPOINT_URL_SIGNIN": sandbox.endpoint, "AWS_EC2_METADATA_DISABLED": "true",
        ].merging(more) { $1 }
    }

    /// What a command answered.
    struct Outcome: Sendable {
        let status: Int32
        let answer: String
        let notices: String

        var json: JSONValue {
            get throws { try JSONValue(parsing: Array(answer.utf8)) }
        }

        /// One object a line.
        var lines: [JSONValue] {
            get throws { try answer.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) } }
        }
    }

    func farsign(
        _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Outcome {
        let command = CredentialProgram.command(arguments)
        return try await run(command.program, command.arguments, input: input, environment: environment)
    }

    /// What to start so that a program runs as this machine's user. Its process id is the program's.
    func command(_ program: String, _ arguments: [String]) -> (program: String, arguments: [String]) {
        guard let account else { return (program, arguments) }
        return (Account.switcher, account.switches + [program] + arguments)
    }

    /// Makes a file its user's.
    func own(_ path: String) throws {
        guard let account else { return }
        guard lchown(path, account.uid, account.gid) == 0 else { throw MachineError("cannot give \(path) away") }
    }

    /// A status of 128 and more is a signal's, as a shell has it.
    func run(
        _ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Outcome {
        let command = self.command(program, arguments)
        let variables = self.environment(environment).map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        let result = try await Subprocess.run(
            .path(FilePath(command.program)), arguments: Arguments(command.arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables)), workingDirectory: FilePath(home),
            input: .string(input), output: .string(limit: 1 << 26), error: .string(limit: 1 << 26))
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): 128 + signal
            }
        return Outcome(status: status, answer: result.standardOutput, notices: result.standardError)
    }

    /// Starts a login, signs in at the sandbox as a person would, and submits what its page shows.
    @discardableResult
    func signIn(
        profile: String, region: String = "us-east-1", as arn: String? = nil, options: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> JSONValue {
        let started = try await farsign(
            ["login", "--profile", profile, "--region", region, "--no-wait", "--json"] + options,
            environment: environment)
        guard let url = try started.lines.first?["url"]?.text else { throw MachineError(started.notices) }
        let ended = try await farsign(
            ["submit", "--json"], input: sandbox.signIn(at: url, as: arn), environment: environment)
        guard ended.status == 0, let event = try ended.lines.first else { throw MachineError(ended.notices) }
        return event
    }

    func text(of path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    /// Makes the directories above it too.
    func write(_ text: String, to path: String) throws {
        let directory = path.split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: "/\(directory)", withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}

struct MachineError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A new one, 0700.
func makeDirectory(in parent: String) throws -> String {
    var template = Array("\(parent)/farsign-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw MachineError("no temporary directory in \(parent): errno \(errno)") }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The test runner's own path: `swift test` puts it beside the binaries.
private func executablePath() -> String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
}
