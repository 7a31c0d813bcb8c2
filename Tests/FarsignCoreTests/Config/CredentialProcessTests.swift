import FarsignCore
import Foundation
import Session
import SessionTestSupport
import SignIn
import Testing
import Text

@Suite("The credential_process line")
struct CredentialProcessTests {
    static let paths = [
        "/usr/bin/farsign", "/opt/my tools/farsign", "/opt/$HOME/`id`/farsign", "/opt/a\"b/farsign",
        "/opt/back\\slash/farsign", "/opt/*?[a]/farsign", "/opt/~root/farsign", "/opt/ä ö/farsign",
        "/opt/a&b|c;d/farsign",
        "/opt/!x/farsign", "/opt/(a) <b>/farsign", "/opt/a#b/farsign", "/opt/%TEMP%/farsign", "/opt/x=y/farsign",
    ]
    static let profiles = [
        "dev", "a b", "$(id)", "a$b", "ü", "a&b", "*", "~", "a=b", "x,y@z:1/2+3", "!!", "%d", "a|b >c",
    ]

    @Test(arguments: paths, profiles)
    func `a shell and a splitter read the same words`(_ path: String, _ profile: String) throws {
        let line = try CredentialProcess.line(executable: path, profile: profile)
        let words = [path, "credentials", "--profile", profile]
        #expect(try Self.wordsOfShell(line) == words)
        #expect(CredentialProcess.isOurs(line))
    }

    @Test func `Python's shlex reads them too`() throws {
        let lines = try Self.paths.flatMap { path in
            try Self.profiles.map { (path, $0, try CredentialProcess.line(executable: path, profile: $0)) }
        }
        let script = "import shlex,sys\nfor l in sys.argv[1:]: print('\\x1f'.join(shlex.split(l)))"
        let output = try Self.run("/usr/bin/env", ["python3", "-c", script] + lines.map(\.2))
        let expected = lines.map { [$0.0, "credentials", "--profile", $0.1].joined(separator: "\u{1F}") }
        #expect(output.split(separator: "\n").map(String.init) == expected)
    }

    @Test(arguments: paths)
    func `an AWS config keeps the line whole`(_ path: String) throws {
        let line = try CredentialProcess.line(executable: path, profile: "a b")
        var config = Sample.config("")
        try config.set("credential_process", to: line, in: "a b")
        #expect(AWSConfigFile(config.bytes, style: .config).value("credential_process", in: "a b") == line)
    }

    @Test(arguments: [
        "/opt/it's/farsign", "/opt/a #b/farsign", "/opt/a ;b/farsign", "/opt/a\nb/farsign", "/opt/a\u{7F}/farsign",
        "/opt/'\u{301};id;'/farsign", "/opt/a #\u{301}/farsign",
    ])
    func `what no quoting serves is refused`(_ path: String) throws {
        let error = try #require(throws: ConfigError.self) {
            try CredentialProcess.line(executable: path, profile: "dev")
        }
        #expect(error.code == .badProfileName)
    }

    @Test(arguments: [
        ("farsign credentials", true), ("/usr/bin/farsign credentials --profile x", true),
        ("\"/opt/my tools/farsign\" credentials", true), ("'/opt/credentials dir/farsign' credentials", true),
        ("/usr/bin/notfarsign credentials", false), ("/usr/bin/farsign-relay credentials", false),
        ("/usr/bin/farsign login", false), ("/usr/bin/farsign login --profile credentials", false), ("farsign", false),
        ("", false), ("sh -c 'farsign credentials'", false),
        ("aws-vault exec farsign credentials", false), ("'farsign credentials", false),
        ("/opt/farsign/other credentials", false),
    ])
    func `our own line is known by its program and its command`(_ line: String, _ isOurs: Bool) {
        #expect(CredentialProcess.isOurs(line) == isOurs)
    }

    /// The line with `printf` before it, so that nothing of it is run.
    private static func wordsOfShell(_ line: String) throws -> [String] {
        try run("/bin/sh", ["-c", "printf '%s\\n' " + line]).split(separator: "\n").map(String.init)
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self)
    }
}
