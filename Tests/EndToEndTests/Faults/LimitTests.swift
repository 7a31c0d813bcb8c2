import FoundationEssentials
import Glibc
import TestSupport
import Testing
import Text

@Suite("limits of the process", .bothPrograms, .timeLimit(.minutes(10)))
struct LimitTests {
    /// From too few for the loader to more than enough for two processors.
    private static let files = 3...48

    private static let commands: [[String]] = [
        ["farsign", "login", "--profile", "other", "--region", "us-east-1", "--timeout", "1", "--no-browser"],
        [
            "farsign", "login", "--profile", "other", "--region", "us-east-1", "--timeout", "1", "--callback", "8976",
        ],
        ["farsign", "attach"], ["farsign", "submit"], ["farsign", "sessions"],
        ["farsign", "credentials", "--profile", "dev"], ["farsign", "audit", "verify"],
        ["farsign", "audit", "list", "--program", "aws"], ["farsign", "audit", "checkpoint"],
        ["farsign", "audit", "ship", "--to", "~/store"],
        ["farsign", "audit", "verify", "--from", "~/empty"], ["farsign", "audit", "report"],
        ["farsign-relay", "--yes", "nohost", "-o", "ProxyCommand=false", "nohost"],
    ]

    @Test(arguments: commands)
    func `limits of open files end no command by a signal`(_ command: [String]) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let script = """
            for limit in $(seq \(Self.files.lowerBound) \(Self.files.upperBound)); do
                /usr/bin/prlimit --nofile=$limit:$limit --core=0 -- "$@" < /dev/null > /dev/null 2>&1
                echo "$limit $?"
            done
            """

        let ran = try await machine.run(
            "/bin/sh",
            ["-c", script, "sh", "\(Machine.binaries)/\(command[0])"]
                + command.dropFirst().map { $0.replacing("~", with: machine.home) })

        let statuses = ran.answer.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
        #expect(statuses.count == Self.files.count)
        // A shell has 128 and more for a signal.
        #expect(statuses.filter { $0[1] > 127 }.isEmpty, "\(ran.answer)")
    }

    @Test func `limits of open files are named before a URL`() async throws {
        let machine = try await Machine()

        let refused = try await machine.run(
            "/usr/bin/prlimit",
            ["--nofile=12:12", "--", Machine.farsign, "login", "--profile", "dev", "--region", "us-east-1"])

        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.hasPrefix("farsign: error: this process may open only "), "\(refused.notices)")
        #expect(refused.notices.contains("hint: raise the limit: 'ulimit -n 1024'"))
        #expect(!refused.notices.contains("http"))
    }

    @Test func `limits of a file's size keep no credentials from going out, and the row is counted`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let vend = ["credentials", "--profile", "dev"]

        let vended = try await machine.run(
            "/usr/bin/prlimit", ["--fsize=4096:4096", "--"] + CredentialProgram.line(vend))
        let after = try await machine.farsign(vend)

        #expect(vended.status == 0)
        #expect(try vended.json["Version"]?.int == 1)
        #expect(vended.notices.contains("warning: this vend is not in the audit history: "), "\(vended.notices)")
        #expect(vended.notices.contains("the file would exceed this process's file size limit"))
        #expect(after.notices == "")
        #expect(try await machine.events("vended").map { $0["detail"]?["lost_rows_before"]?.int } == [1])
    }

    @Test(arguments: Machine.stateCommands.filter { !["sessions", "audit", "submit"].contains($0[0]) })
    func `limits of a file's size are named by commands that write`(_ command: [String]) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")

        let refused = try await machine.run("/usr/bin/prlimit", ["--fsize=64:64", "--", Machine.farsign] + command)

        #expect(refused.status == 5, "\(refused.notices)")
        #expect(
            refused.notices.contains("the file would exceed this process's file size limit"), "\(refused.notices)")
    }

    /// What a program ignores, the programs that it starts would ignore too.
    @Test func `limits are the standard ones for a browser that is opened`() async throws {
        let machine = try await Machine()
        let (browser, seen) = ("\(machine.home)/browser", "\(machine.home)/seen")
        try await writeScript("#!/bin/sh\ngrep SigIgn /proc/self/status > \(seen)\n", to: browser)

        let login = try machine.startFarsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--browser"], environment: ["BROWSER": browser])
        while ((try? machine.text(of: seen)) ?? "").isEmpty {
            try Task.checkCancellation()
            await Task.yield()
        }
        login.signal(15)
        _ = try await login.end()

        let ignored = try #require(try machine.text(of: seen).split(whereSeparator: \.isWhitespace).last)
        let mask = try #require(UInt64(ignored, radix: 16))
        #expect([SIGPIPE, SIGXFSZ].filter { mask & 1 << UInt64($0 - 1) != 0 } == [])
    }
}
