import FoundationEssentials
import Session
import SignInSandbox
import TerminalTestSupport
import Testing
import Text

/// Nothing that the sandbox ever issued or received may be found where it does not belong.
@Suite("secrets", .bothPrograms)
struct SecretsTests {
    private let machine: Machine
    private static let login = ["login", "--profile", "dev", "--region", "us-east-1", "--verbose"]

    init() async throws {
        machine = try await Machine()
    }

    @Test func `a waiting login shows none in its arguments, its environment or a child`() async throws {
        let login = try machine.loginAtTerminal(Array(Self.login.dropFirst()))
        let code = try machine.sandbox.signIn(at: try await login.url())
        let pid = login.program.pid
        let arguments = try bytes(of: "/proc/\(pid)/cmdline")
        // Where another process of the same user may not read it, it holds nothing that can be found.
        let environment = (try? bytes(of: "/proc/\(pid)/environ")) ?? []
        let children = try bytes(of: "/proc/\(pid)/task/\(pid)/children")
        try await login.type(code + "\r")
        let end = try await login.end()

        #expect(end.state == .exited(0))
        #expect(try found(code, in: [("arguments", arguments), ("environment", environment)]) == [])
        #expect(children == [])
        #expect(arguments.starts(with: Machine.farsign.utf8))
    }

    @Test func `no secret is in notices, events, history or state, whatever happens to a session`() async throws {
        var said: [(String, [UInt8])] = []
        var codes: [String] = []
        @discardableResult
        func run(_ arguments: [String], _ input: String = "") async throws -> Machine.Outcome {
            let outcome = try await machine.farsign(arguments + ["--verbose"], input: input)
            said.append((arguments.joined(separator: " "), Array(outcome.notices.utf8)))
            if arguments[0] != "credentials" { said.append(("its answer", Array(outcome.answer.utf8))) }
            return outcome
        }
        func offer(_ profile: String) async throws -> String {
            let started = try await run([
                "login", "--profile", profile, "--region", "us-east-1", "--no-wait", "--json",
            ])
            let code = try machine.sandbox.signIn(at: try #require(try started.lines.first?["url"]?.text))
            codes.append(code)
            return code
        }

        for fault in Self.faults {
            let code = try await offer("dev")
            machine.sandbox.fail(fault, on: .redeem)
            #expect(try await run(["submit", "--json"], code).status != 0)
            try await run(["submit"], code)
        }
        let code = try await offer("dev")
        try await run(["submit"], "%" + code)
        try await run(["submit"], "nonsense" + code)
        #expect(try await run(["submit", "--json"], code).status == 0)
        try await run(["submit"], code)
        for fault in Self.faults {
            try machine.expire()
            machine.sandbox.fail(fault, on: .refresh)
            try await run(["credentials", "--profile", "dev"])
        }
        try machine.expire()
        #expect(try await run(["credentials", "--profile", "dev"]).status == 0)
        try await run(["sessions", "--json"])
        try await run(["audit", "list", "--json", "--limit", "100000"])
        #expect(try findings(said, codes, below: machine.statePath) == [])

        machine.sandbox.fail(.escapeSequences, on: .revoke)
        try await run(["logout", "--profile", "dev", "--revoke"])
        #expect(try await run(["submit"], try await offer("dev")).status == 0)
        #expect(try await run(["logout", "--all", "--revoke"]).status == 0)
        try await run(["audit", "list"])
        // Signed out: now none is anywhere in the home directory, the AWS tools' cache included.
        #expect(try findings(said, codes, below: machine.home) == [])
        #expect(try findings([("a control", Array(code.utf8))], codes, below: machine.home) != [])
    }

    private static let faults: [SignInSandbox.Fault] = [
        .escapeSequences, .notJSON, .html, .wrongTypes, .truncated, .resetAfterwards,
        .missing(member: "accessToken.sessionToken"), .missing(member: "refreshToken"),
        .replaced(member: "expiresIn", json: "-1"), .error(.invalidRequest), .error(.serverError),
    ]

    private func findings(_ said: [(String, [UInt8])], _ codes: [String], below directory: String) throws -> [String] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: directory).map { "\(directory)/\($0)" }
            .filter { path in
                var isDirectory = false
                return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory
            }
        let contents = try files.map { ($0, try bytes(of: $0)) }
        return try found(codes.joined(separator: "\n"), in: said + contents)
    }

    /// Where anything of a secret is, by pieces that are long enough to be nothing else.
    ///
    /// - Parameter pasted: the texts of confirmation pages, one a line.
    private func found(_ pasted: String, in places: [(String, [UInt8])]) throws -> [String] {
        let secrets = machine.sandbox.secrets + pasted.split(separator: "\n").map(String.init)
        try #require(machine.sandbox.secrets.count >= 6)
        let pieces = Set(
            secrets.flatMap { secret in
                // The start of a token may be the same in all of them; the state, which is no secret, starts a reply.
                [secret.suffix(20), secret.dropFirst(secret.count / 2).prefix(20)].map { String($0) }
            })
        return places.flatMap { name, bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            return pieces.filter { text.contains($0) }.map { "\($0) in \(name)" }
        }
    }

    private func bytes(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }
}
