import FoundationEssentials
import Glibc
import SignInSandbox
import TestSupport
import Testing
import Text

/// What is the helper's own; that it answers as `farsign credentials` does, the suites with `.bothPrograms` show.
@Suite("farsign-credentials")
struct CredentialHelperTests {
    private static let vend = ["--profile", "dev"]

    /// Copies a program into `bin` of the machine's home. Another process does it: what this one has open for writing
    /// cannot be run as long as any child that a test has just started has the descriptor too.
    private func install(_ program: String, on machine: Machine) async throws {
        let directory = "\(machine.home)/bin"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        #expect(try await machine.run("/bin/cp", ["\(Machine.binaries)/\(program)", directory]).status == 0)
    }

    @Test func `it answers for a fresh session without its farsign, and names what is missing for any other`()
        async throws
    {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try await install("farsign-credentials", on: machine)
        let helper = "\(machine.home)/bin/farsign-credentials"

        let vended = try await machine.run(helper, Self.vend)
        try machine.expire()
        let refused = try await machine.run(helper, Self.vend)

        #expect(vended.status == 0)
        #expect(try vended.json["Version"]?.int == 1)
        #expect(try await machine.events("vended").count == 1)
        #expect(refused.status == 1)
        #expect(refused.answer == "")
        #expect(
            refused.notices == """
                farsign: error: cannot run \(machine.home)/bin/farsign: there is no such file or directory
                farsign: hint: install farsign and farsign-credentials in one directory

                """)
    }

    @Test func `a farsign beside it that is the helper itself does not run for ever`() async throws {
        let machine = try await Machine()
        try await install("farsign-credentials", on: machine)
        #expect(symlink("farsign-credentials", "\(machine.home)/bin/farsign") == 0)

        let refused = try await machine.run("\(machine.home)/bin/farsign-credentials", Self.vend)

        #expect(refused.status == 1)
        #expect(refused.notices.contains("error: \(machine.home)/bin/farsign is farsign-credentials itself\n"))
    }

    @Test func `through a link, and by another name, it is the same`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let link = "\(machine.home)/aws-credentials"
        #expect(symlink(Machine.helper, link) == 0)

        let fresh = try await machine.run(link, Self.vend)
        try machine.expire()
        let refreshed = try await machine.run(link, Self.vend)

        #expect([fresh.status, refreshed.status] == [0, 0])
        #expect(try fresh.json["AccessKeyId"] != refreshed.json["AccessKeyId"])
        #expect(machine.count(.refresh) == 1)
        #expect(fresh.notices + refreshed.notices == "")
    }

    /// As during an upgrade: whatever version lies there gets the command that every version knows.
    @Test(arguments: [["--profile", "dev", "--format", "env"], ["--profile", "dev", "--verbose"], []])
    func `another farsign beside it gets the same arguments`(_ arguments: [String]) async throws {
        let machine = try await Machine()
        try await install("farsign-credentials", on: machine)
        try await writeScript(
            "#!/bin/sh\nprintf '%s\\n' \"$@\"; echo \"$AWS_PROFILE\" >&2; exit 7\n", to: "\(machine.home)/bin/farsign")

        let handed = try await machine.run(
            "\(machine.home)/bin/farsign-credentials", arguments, environment: ["AWS_PROFILE": "other"])

        #expect(handed.status == 7)
        #expect(handed.answer == (["credentials"] + arguments).map { $0 + "\n" }.joined())
        #expect(handed.notices == "other\n")
    }

    @Test(arguments: [["--profile", "dev", "--format", "xml"], ["--help"], ["--profile"], ["dev"], ["--nonsense"]])
    func `it says about other command lines what farsign says`(_ arguments: [String]) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")

        let ours = try await machine.run(Machine.helper, arguments)
        let farsign = try await machine.farsign(["credentials"] + arguments)

        #expect(ours.status == farsign.status)
        #expect(ours.answer == farsign.answer)
        #expect(ours.notices == farsign.notices)
    }

    @Test func `a profile names the farsign that is alone`() async throws {
        let machine = try await Machine()
        try await install("farsign", on: machine)
        let farsign = "\(machine.home)/bin/farsign"
        let started = try await machine.run(
            farsign, ["login", "--profile", "dev", "--region", "us-east-1", "--no-wait", "--json"])
        let url = try #require(try started.lines.first?["url"]?.text)
        _ = try await machine.run(farsign, ["submit"], input: machine.sandbox.signIn(at: url))

        let config = try machine.text(of: machine.configPath)
        #expect(config.contains("credential_process = \(farsign) credentials --profile dev\n"), "\(config)")
    }

    @Test func `a profile that names farsign keeps working, and the next sign-in moves it to the helper`() async throws
    {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let current = try machine.text(of: machine.configPath)
        let line = "credential_process = \(Machine.helper) --profile dev\n"
        let earlier = current.replacing(line, with: "credential_process = /opt/bin/farsign credentials --profile dev\n")
        #expect(earlier != current)
        try machine.write(earlier, to: machine.configPath)

        #expect(try await machine.farsign(["credentials", "--profile", "dev"]).status == 0)
        try await machine.signIn(profile: "dev", options: ["--replace"])

        #expect(try machine.text(of: machine.configPath) == current)
    }

    /// The name comes from the record, since a static program cannot ask the name service; records of earlier versions
    /// have none.
    @Test func `a row names the user, whether or not the session's record does`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let directory = "\(machine.statePath)/sessions"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: directory).first)
        let record = try machine.text(of: "\(directory)/\(name)")
        let user = try #require(try JSONValue(parsing: Array(record.utf8))["user"]?.text)
        let member = ",\"user\":\"\(user)\""

        for text in [record, record.replacing(member, with: ""), record.replacing(member, with: ",\"user\":\"kept\"")] {
            try machine.write(text, to: "\(directory)/\(name)")
            #expect(try await machine.run(Machine.helper, Self.vend).status == 0)
        }

        #expect(try await machine.events("vended").map { $0["actor"]?["user"]?.text } == [user, user, "kept"])
    }

    @Test func `without HOME it asks farsign, which asks the password database`() async throws {
        let machine = try await Machine()
        let environment = ["-u", "HOME", "-u", "AWS_ENDPOINT_URL_SIGNIN"]

        let ours = try await machine.run(
            "/usr/bin/env", environment + [Machine.helper, "--profile", "no-such-profile"])
        let farsign = try await machine.run(
            "/usr/bin/env", environment + [Machine.farsign, "credentials", "--profile", "no-such-profile"])

        #expect(ours.status == 3)
        #expect(ours.notices == farsign.notices)
    }

    /// 0 to 2 closed, alone and together: what a program opens must not become one of them.
    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"])
    func `closed streams change nothing`(_ closed: String) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        var outcomes: [String] = []
        for command in ["\(Machine.helper) --profile dev", "\(Machine.farsign) credentials --profile dev"] {
            let outcome = try await machine.run("/bin/sh", ["-c", "\(command) \(closed)"])
            outcomes.append("\(outcome.status) \(outcome.answer) \(outcome.notices)")
        }

        #expect(outcomes[0] == outcomes[1])
        #expect(try await machine.events("vended").count == 2)
        #expect(try await machine.farsign(["audit", "verify"]).status == 0)
    }

    @Test func `an answer that cannot be written is an error, and no row`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        var notices: [String] = []
        for command in ["\(Machine.helper) --profile dev", "\(Machine.farsign) credentials --profile dev"] {
            let outcome = try await machine.run("/bin/sh", ["-c", "\(command) >/dev/full"])
            #expect(outcome.status == 1)
            notices.append(outcome.notices)
        }

        #expect(
            notices == Array(repeating: "farsign: error: cannot write to stdout: no space left on the disk\n", count: 2)
        )
        #expect(try await machine.events("vended").isEmpty)
    }

    /// `kill -9` at each of its system calls, as they are in one run.
    @Test func `a kill at any system call leaves the files as they were, and the chain whole`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let list = "\(machine.home)/calls"
        func trace(_ options: [String], to output: String = "/dev/null") async throws -> Machine.Outcome {
            try await machine.run(
                "/usr/bin/strace", ["-qqq", "-o", output] + options + [Machine.helper] + Self.vend)
        }
        #expect(try await trace([], to: list).status == 0)
        let before = try machine.awsFiles()
        var occurrences: [Substring: Int] = [:]
        var (answers, kills) = (1, 0)

        for line in try machine.text(of: list).split(separator: "\n").dropFirst() {
            let call = line.prefix { $0 != "(" }
            occurrences[call, default: 0] += 1
            let inject = "inject=\(call):signal=KILL:when=\(occurrences[call] ?? 0)"
            let killed = try await trace(["-e", inject])
            kills += killed.status == 128 + SIGKILL ? 1 : 0
            answers += killed.answer.isEmpty ? 0 : 1
            #expect([0, 128 + SIGKILL].contains(killed.status), "\(inject): \(killed.notices)")
            if !killed.answer.isEmpty { #expect(try killed.json["Version"]?.int == 1, "\(inject)") }
        }

        #expect(kills > 150)
        #expect(try machine.awsFiles() == before)
        let verified = try await machine.farsign(["audit", "verify"])
        #expect(verified.status == 0, "\(verified.notices)")
        let rows = try await machine.events("vended").count
        #expect((2..<answers).contains(rows), "\(rows) rows for \(answers) answers")
        #expect(try await machine.run(Machine.helper, Self.vend).notices == "")
        #expect(try await machine.events("vended").last?["detail"]?["lost_rows_before"] == nil)
    }
}
