import SignInSandbox
import TerminalTestSupport
import TestSupport
import Text

/// `farsign login` on a pseudo-terminal, with a person before it.
struct TerminalLogin: Sendable {
    let program: TerminalProgram

    static let prompt = "Reply (not shown): "

    /// What a terminal program is told of a paste.
    static func bracketed(_ text: String) -> String { "\u{1B}[200~\(text)\u{1B}[201~" }

    /// Everything on the screen, once it satisfies the condition.
    @discardableResult
    func screen(until isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await blocking { try program.terminal.output(within: timeout, until: isEnough) }
    }

    /// The screen once the prompt is there for the nth time.
    @discardableResult
    func prompted(times: Int = 1) async throws -> String {
        try await screen { $0.split(separator: Self.prompt, omittingEmptySubsequences: false).count > times }
    }

    /// The URL, once farsign reads what is typed.
    func url() async throws -> String {
        guard let url = Self.url(in: try await prompted()) else { throw MachineError("no URL on the screen") }
        return url
    }

    static func url(in screen: String) -> String? {
        // As a person sees it: links (OSC 8) show their text alone.
        let shown = screen.replacing(/\u{1B}\]8;;[^\u{1B}]*\u{1B}\\/, with: "")
        return shown.split(separator: "\r\n").first { $0.hasPrefix("http") }.map(String.init)
    }

    func type(_ text: String) async throws {
        try await blocking { try program.terminal.send(text.utf8, within: timeout) }
    }

    /// How it ended, and the whole screen.
    func end() async throws -> (state: TerminalProgram.State, screen: String) {
        try await blocking {
            let state = try program.change(within: timeout)
            return (state, try program.terminal.output())
        }
    }

    /// Whether the terminal is as a new one is.
    func isRestored() throws -> Bool {
        try program.terminal.modes() == PseudoTerminal().modes()
    }
}

extension Machine {
    func loginAtTerminal(
        _ options: [String] = ["--profile", "dev", "--region", "ap-northeast-1"], environment: [String: String] = [:]
    ) throws -> TerminalLogin {
        TerminalLogin(program: try startAtTerminal(Self.farsign, ["login"] + options, environment: environment))
    }

    func startAtTerminal(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> TerminalProgram {
        let command = command(program, arguments)
        return try TerminalProgram(
            command.program, command.arguments, environment: self.environment(environment), directory: home)
    }

    /// Starts farsign beside the test, without a terminal.
    func startFarsign(
        _ arguments: [String], input: RunningProgram.Input = .file("/dev/null"), environment: [String: String] = [:]
    ) throws -> RunningProgram {
        let command = CredentialProgram.command(arguments)
        return try start(command.program, command.arguments, input: input, environment: environment)
    }

    func start(
        _ program: String, _ arguments: [String], input: RunningProgram.Input = .file("/dev/null"),
        environment: [String: String] = [:]
    ) throws -> RunningProgram {
        let command = command(program, arguments)
        return try RunningProgram(
            command.program, command.arguments, input: input, environment: self.environment(environment))
    }

    /// The audit history, whole.
    func history(_ options: [String] = ["--limit", "100000"]) async throws -> [JSONValue] {
        let listed = try await farsign(["audit", "list", "--json"] + options)
        guard listed.status == 0 else { throw MachineError(listed.notices) }
        return try listed.lines
    }

    func kinds() async throws -> [String] {
        try await history().compactMap { $0["kind"]?.text }
    }
}

extension JSONValue {
    /// An object's members, in the order of the alphabet.
    func names() throws -> [String] {
        guard case .object(let members) = self else { throw MachineError("not an object: \(canonical)") }
        return members.keys.map(\.text).sorted()
    }

    var array: [JSONValue] {
        get throws {
            guard case .array(let values) = self else { throw MachineError("not an array: \(canonical)") }
            return values
        }
    }
}
