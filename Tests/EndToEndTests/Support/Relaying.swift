import TerminalTestSupport
import TestSupport
import Text

/// `farsign-relay` on the workstation.
extension People {
    /// The server, as the person at the workstation types it.
    static let destination = "server@127.0.0.1"

    private func arguments(_ more: [String]) -> [String] { ["-F", sshConfig, "--sandbox"] + more }

    /// Without a person: it cannot ask.
    ///
    /// - Parameter browser: for `BROWSER`.
    func startRelay(_ arguments: [String], browser: String) throws -> RunningProgram {
        try laptop.start(Machine.relay, self.arguments(arguments), environment: ["BROWSER": browser])
    }

    func relayAtTerminal(_ arguments: [String], browser: String) throws -> TerminalProgram {
        try laptop.startAtTerminal(Machine.relay, self.arguments(arguments), environment: ["BROWSER": browser])
    }

    /// The workstation's `ssh OPTIONS web1`, once its forwardings are there. It stays until it goes.
    func forward(_ options: [String]) async throws -> RunningProgram {
        // The command comes after the forwardings, and waits for an input that never ends.
        let ssh = try startSSH(
            ["-o", "ExitOnForwardFailure=yes"] + options, ["echo forwarded && cat"], input: .pipe)
        guard try await ssh.line() == "forwarded" else { throw MachineError("ssh does not forward") }
        return ssh
    }
}

extension Machine {
    static var relay: String { "\(binaries)/farsign-relay" }

    /// `farsign login --json` beside the test, and its first event.
    func waitingLogin(
        _ profile: String = "dev", _ options: [String] = [], environment: [String: String] = [:]
    ) async throws -> (program: RunningProgram, offer: JSONValue) {
        let program = try startFarsign(
            ["login", "--profile", profile, "--region", "us-east-1", "--json"] + options, environment: environment)
        return (program, try JSONValue(parsing: Array(try await program.line().utf8)))
    }

    /// The ARN that boto3 has of a profile, or what it says instead.
    func arn(of profile: String = "dev") async throws -> String {
        let identity = try await identity(in: Client.boto3, profile: profile)
        return identity.status == 0 ? identity.answer : identity.notices
    }

    static let alice = "arn:aws:iam::123456789012:user/Alice"
}

extension RunningProgram {
    /// The next line of stderr with a text in it.
    @discardableResult
    func notice(with text: String) async throws -> String {
        var lines: [String] = []
        let latest = ContinuousClock.now + timeout
        do {
            while true {
                guard ContinuousClock.now < latest else { throw MachineError("too much else") }
                lines.append(try await notice())
                if let last = lines.last, last.contains(text) { return last }
            }
        } catch {
            throw MachineError("no '\(text)' in \(lines): \(error)")
        }
    }
}

extension TerminalProgram {
    /// Everything on the screen, once a text is there so many times.
    @discardableResult
    func screen(with text: String, times: Int = 1) async throws -> String {
        try await screen { $0.ranges(of: text).count >= times }
    }

    /// Everything on the screen, once it satisfies the condition. Rows that belong to one line of the relay's are put
    /// together again.
    @discardableResult
    func screen(until isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
        let lines = { @Sendable (screen: String) in screen.replacing("\r\n    ", with: "") }
        return try await blocking { [self] in
            lines(try terminal.output(within: timeout) { isEnough(lines($0)) })
        }
    }

    func type(_ text: String) async throws {
        try await blocking { [self] in try terminal.send(text.utf8, within: timeout) }
    }
}
