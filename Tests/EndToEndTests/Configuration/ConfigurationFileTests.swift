import Foundation
import Glibc
import Testing
import Text

@Suite("configuration files", .enabled(if: Machine.canGiveAway))
struct ConfigurationFileTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        try machine.giveToUser(machine.home)
    }

    private static let login = ["login", "--profile", "dev", "--no-wait"]

    /// A login as an ordinary user. Its region is in /etc/farsign/config.toml, so that nothing else names one.
    private func login(environment: [String: String] = [:]) async throws -> Machine.Outcome {
        try await machine.configured(Self.login, environment: environment, asUser: true)
    }

    private func prepare() throws {
        try machine.configure("[login]\nregion = \"eu-west-1\"\n")
        try machine.configure("[audit]\nfold = true\n", as: "config.d/10-part.toml")
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Run in the directory that is /etc/farsign.
        let script: String
        let error: String
        var hint: String?
    }

    static let faults = [
        Fault(
            testDescription: "somebody else's", script: "chown 65534 config.toml",
            error: "/etc/farsign/config.toml is owned by uid 65534, not by root",
            hint: "as root, run 'chown root:root /etc/farsign/config.toml'"),
        Fault(
            testDescription: "world-writable", script: "chmod 646 config.toml",
            error: "other users can write to /etc/farsign/config.toml",
            hint: "as root, run 'chmod go-w /etc/farsign/config.toml'"),
        Fault(
            testDescription: "group-writable", script: "chmod 664 config.d/10-part.toml",
            error: "other users can write to /etc/farsign/config.d/10-part.toml"),
        Fault(
            testDescription: "unreadable", script: "chmod 600 config.toml",
            error: "cannot read /etc/farsign/config.toml: permission denied",
            hint: "as root, run 'chmod 644 /etc/farsign/config.toml'"),
        Fault(
            testDescription: "a link", script: "mv config.toml other; ln -s other config.toml",
            error: "/etc/farsign/config.toml is a symbolic link, which is not allowed here"),
        Fault(
            testDescription: "a link to nothing", script: "ln -sf /nowhere config.d/10-part.toml",
            error: "/etc/farsign/config.d/10-part.toml is a symbolic link, which is not allowed here"),
        Fault(
            testDescription: "a name that is not UTF-8",
            script: "cp config.toml \"$(printf 'config.d/r\\351gles.toml')\"",
            error: "/etc/farsign/config.d/r\u{FFFD}gles.toml was listed and cannot be found",
            hint: "try again, or give the file a name in UTF-8"),
        Fault(
            testDescription: "a directory that is closed", script: "chmod 700 .",
            error: "cannot read /etc/farsign/config.toml: permission denied",
            hint: "as root, run 'chmod 755 /etc/farsign'"),
        Fault(
            testDescription: "a directory", script: "mkdir config.d/20.toml",
            error: "/etc/farsign/config.d/20.toml is not a regular file"),
        Fault(
            testDescription: "a pipe", script: "mkfifo config.d/20.toml",
            error: "/etc/farsign/config.d/20.toml is not a regular file"),
        Fault(
            testDescription: "too large", script: "head -c 300000 /dev/zero | tr '\\0' '\\n' > config.toml",
            error: "/etc/farsign/config.toml is larger than 256 KiB"),
        Fault(
            testDescription: "in a directory for everyone", script: "chmod 777 .",
            error: "other users can write to /etc/farsign",
            hint: "as root, run 'chmod go-w /etc/farsign'"),
        Fault(
            testDescription: "in somebody else's directory", script: "chown 65534 config.d",
            error: "/etc/farsign/config.d is owned by uid 65534, not by root"),
        Fault(
            testDescription: "in a directory that nobody may read", script: "chmod 711 config.d",
            error: "cannot read /etc/farsign/config.d: permission denied",
            hint: "as root, run 'chmod 755 /etc/farsign/config.d'"),
        Fault(
            testDescription: "in a linked directory", script: "mv config.d other; ln -s other config.d",
            error: "/etc/farsign/config.d is a symbolic link, which is not allowed here"),
        Fault(
            testDescription: "wrong", script: "printf '[login]\\n\\nregoin = \"us-east-1\"\\n' > config.toml",
            error: "/etc/farsign/config.toml:3: 'regoin' is not a key of [login]", hint: "did you mean region?"),
    ]

    @Test(arguments: faults) func `a file in /etc that cannot be trusted or read ends a login before its URL`(
        _ fault: Fault
    ) async throws {
        try prepare()
        #expect(try await login().status == 0)
        let changed = try await machine.run(
            "/bin/sh", ["-ec", "cd \"$1\"; \(fault.script)", "sh", machine.systemDirectory])
        try #require(changed.status == 0, "\(changed.notices)")

        let refused = try await login()

        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.hasPrefix("farsign: error: \(fault.error)\n"), "\(refused.notices)")
        if let hint = fault.hint { #expect(refused.notices.contains("farsign: hint: \(hint)\n"), "\(refused.notices)") }
    }

    static let userFaults: [(mode: mode_t, owner: uid_t, error: String)] = [
        (0o602, 65_534, "other users can write to "), (0o620, 65_534, "other users can write to "),
        (0o200, 65_534, "cannot read "), (0o644, 1, "is owned by another user (uid 1)"),
    ]

    @Test(arguments: userFaults) func `a user's file that others could have written is refused`(
        _ fault: (mode: mode_t, owner: uid_t, error: String)
    ) async throws {
        try machine.write("[login]\nregion = \"eu-west-1\"\n", to: machine.userFile)
        try machine.giveToUser("\(machine.home)/.config")
        #expect(try await login().status == 0)
        try #require(chown(machine.userFile, fault.owner, 4_242) == 0)
        try machine.setMode(fault.mode, of: machine.userFile)

        let refused = try await login()

        #expect(refused.status == 5)
        #expect(refused.notices.contains(fault.error), "\(refused.notices)")
        #expect(refused.notices.contains(machine.userFile))
    }

    @Test func `a user's file can be a link, and root's`() async throws {
        try machine.write("[login]\nregion = \"eu-west-1\"\n", to: "\(machine.home)/dotfiles/farsign.toml")
        try FileManager.default.createDirectory(
            atPath: "\(machine.home)/.config/farsign", withIntermediateDirectories: true)
        try #require(symlink("\(machine.home)/dotfiles/farsign.toml", machine.userFile) == 0)
        try machine.giveToUser("\(machine.home)/.config")
        try machine.setMode(0o644, of: "\(machine.home)/dotfiles/farsign.toml")
        try machine.setMode(0o755, of: "\(machine.home)/dotfiles")

        let login = try await login()
        #expect(login.status == 0, "\(login.notices)")
        #expect(login.answer.contains("https://eu-west-1.") || login.answer.contains("/v1/authorize?"))
    }

    @Test func `no variable moves the files in /etc`() async throws {
        try machine.configure("[rules]\nallowed-regions = [\"eu-west-1\"]\n")
        let variables = [
            "FARSIGN_CONFIG", "FARSIGN_CONFIG_DIR", "FARSIGN_CONFIG_FILE", "FARSIGN_ETC", "XDG_CONFIG_DIRS",
        ]
        let login = try await machine.configured(
            Self.login + ["--region", "us-east-1"],
            environment: Dictionary(uniqueKeysWithValues: variables.map { ($0, "\(machine.home)/empty") }), asUser: true
        )
        #expect(login.status == 4)
        #expect(login.notices.contains("allowed-regions in /etc/farsign/config.toml:2"), "\(login.notices)")
    }

    @Test func `config shows every value and where it comes from`() async throws {
        try machine.configure("[login]\nregion = \"eu-west-1\"\ntimeout = 300\n[rules]\nforbid-paste = true\n")
        try machine.configure("[login]\ntimeout = 200\n", as: "config.d/20.toml")
        try machine.configure("[login]\ntimeout = 250\n", as: "config.d/10.toml")
        try machine.write("[login]\ncopy = true\n[accounts]\ndev = \"123456789012\"\n", to: machine.userFile)
        try machine.giveToUser("\(machine.home)/.config")

        let shown = try await machine.configured(
            ["config"], environment: ["FARSIGN_INTEGRATION": "native"], asUser: true)

        #expect(shown.status == 0, "\(shown.notices)")
        let rows = shown.answer.split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        }
        for row in [
            ["KEY", "VALUE", "FROM"], ["login.region", "eu-west-1", "/etc/farsign/config.toml:2"],
            ["login.integration", "native", "FARSIGN_INTEGRATION"],
            ["login.timeout", "200", "/etc/farsign/config.d/20.toml:2"],
            ["login.copy", "true", "\(machine.userFile):2"], ["accounts.dev", "123456789012", "\(machine.userFile):4"],
            ["audit.fold", "false", "default"], ["rules.forbid-paste", "true", "/etc/farsign/config.toml:5"],
            ["rules.allowed-accounts", "-", "default"],
        ] {
            #expect(rows.contains(row), "\(row) in \(shown.answer)")
        }
    }

    @Test func `config check accepts the file to deploy, as it is and with each of its comments as a setting`()
        async throws
    {
        let machine = try await Machine()
        let path = "\(packageDirectory)/deploy/config/config.toml"
        let checked = try await machine.farsign(["config", "check", path])
        #expect(checked.status == 0, "\(checked.notices)")
        let whole = try machine.text(of: path).split(separator: "\n").map { line in
            line.hasPrefix("# ") && line.contains(" = ") ? line.dropFirst(2) : line
        }
        try machine.configure(whole.joined(separator: "\n"))
        let installed = try await machine.configured(["config", "check", "/etc/farsign/config.toml"])
        #expect(installed.status == 0, "\(installed.notices)")
        let shown = try await machine.configured(["config", "--json"])
        let rows = try shown.json
        guard case JSONValue.array(let values) = rows else { throw MachineError(shown.answer) }
        let unset = values.filter { $0["from"] == JSONValue.array([]) }.map { $0["key"]?.text }
        #expect(unset.isEmpty, "keys that the file to deploy does not name: \(unset)")
    }

    @Test func `config check tells what farsign would refuse`() async throws {
        let path = "\(machine.home)/new.toml"
        try machine.write("[rules]\nforbid-paste = true\n", to: path)
        try machine.setMode(0o644, of: path)
        #expect(try await machine.asUser(["config", "check", path]).status == 0)
        let user = try await machine.asUser(["config", "check", "--user", path])
        #expect(user.status == 5)
        #expect(user.notices.contains("\(path):1: [rules] is not a section of a user's file"))

        try prepare()
        try machine.setMode(0o666, of: machine.systemFile)
        let open = try await machine.configured(["config", "check", "/etc/farsign/config.toml"], asUser: true)
        #expect(open.status == 5)
        #expect(open.notices.contains("other users can write to /etc/farsign/config.toml"))
        let missing = try await machine.asUser(["config", "check", "\(machine.home)/none.toml"])
        #expect(missing.status == 5)
    }
}
