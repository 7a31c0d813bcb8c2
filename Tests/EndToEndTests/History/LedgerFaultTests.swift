import FoundationEssentials
import Testing
import Text

@Suite("a ledger that cannot be used", .bothPrograms)
struct LedgerFaultTests {
    static let others = Machine.stateCommands.filter { $0 != ["submit"] }

    @Test func `a ledger that is locked is named by commands, and keeps no credentials from going out`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let lock = try await locked(
            machine,
            running: [
                ["login", "--profile", "other", "--region", "us-east-1", "--no-wait"],
                ["logout", "--profile", "dev"],
                ["credentials", "--profile", "dev"],
            ])

        for refused in lock.dropLast() {
            #expect(refused.status == 5, "\(refused.notices)")
            #expect(refused.answer == "")
            #expect(refused.notices.contains("the ledger \(machine.statePath)/ledger.db is locked by another process"))
        }
        // Nobody has the URL of the login that was refused.
        #expect(try machine.pendingFiles().isEmpty)
    }

    @Test func `rows that were lost are counted in the next one`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let vend = ["credentials", "--profile", "dev"]

        let vended = try await locked(machine, running: [vend, vend, vend])
        let after = try await machine.farsign(vend)
        _ = try await machine.farsign(vend)

        for outcome in vended {
            #expect(outcome.status == 0, "\(outcome.notices)")
            #expect(try outcome.json["Version"]?.int == 1)
            #expect(outcome.notices.contains("warning: this vend is not in the audit history: "))
            #expect(outcome.notices.contains("is locked by another process"))
        }
        #expect(after.notices == "")
        let events = try await machine.events("vended")
        #expect(events.map { $0["detail"]?["lost_rows_before"]?.int } == [3, nil])
        #expect(try await machine.farsign(["audit", "verify"]).status == 0)
    }

    @Test(arguments: others)
    func `a ledger that is corrupt is set aside, and the next command makes a new one`(_ command: [String]) async throws
    {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let corrupt = try corrupt(machine)

        let refused = try await machine.farsign(command)

        #expect(refused.status == 5, "\(refused.notices)")
        #expect(refused.notices.contains("farsign: error: the ledger was corrupt"))
        let aside = try #require(try setAside(machine).first)
        #expect(refused.notices.contains(aside))
        #expect(try machine.text(of: "\(machine.statePath)/\(aside)") == corrupt)
        let next = try await machine.farsign(["audit", "verify"])
        #expect(next.status == 1)
        #expect(
            next.notices.contains(
                "an earlier part of the audit history was corrupt and was set aside: \(machine.statePath)/\(aside)"))
        #expect(next.notices.contains("sqlite3 FILE .recover"))
        #expect(try setAside(machine) == [aside])
        let first = try #require(try await machine.history().first)
        #expect(first["kind"] == .string("ledger-set-aside"))
        #expect(
            first["detail"] == .object(["file": .string(aside), "last_seq": .null, "last_hash": .null]))
    }

    @Test func `a ledger that has a damaged page is named by the next one, with its last hash`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let last = try #require(try await machine.history().last)
        let program = """
            import sqlite3, sys
            ledger = sqlite3.connect(sys.argv[1], isolation_level=None)
            ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            page, = ledger.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'events'").fetchone()
            ledger.close()
            with open(sys.argv[1], "r+b") as file:
                file.seek((page - 1) * 4096)
                file.write(b"\\xa5" * 4096)
            """
        let damaged = try await machine.run("/usr/bin/python3", ["-c", program, "\(machine.statePath)/ledger.db"])
        #expect(damaged.status == 0, "\(damaged.notices)")

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(vended.status == 0)
        #expect(vended.notices.contains("this vend is not in the audit history: the ledger was corrupt"))
        let aside = try #require(try setAside(machine).first)
        let first = try #require(try await machine.history().first)
        #expect(first["kind"] == .string("ledger-set-aside"))
        #expect(
            first["detail"]
                == .object([
                    "file": .string(aside), "last_seq": .integer(4), "last_hash": try #require(last["hash"]),
                ]))
        #expect(try await machine.events("ledger-set-aside").count == 1)

        #expect(try await machine.farsign(["audit", "verify"]).status == 1)
        for name in try FileManager.default.contentsOfDirectory(atPath: machine.statePath) where name.hasPrefix(aside) {
            try FileManager.default.moveItem(atPath: "\(machine.statePath)/\(name)", toPath: "\(machine.home)/\(name)")
        }
        #expect(try await machine.farsign(["audit", "verify"]).status == 0)
    }

    @Test(arguments: [
        "UPDATE head SET seq = 9223372036854775807", "PRAGMA user_version = -1", "PRAGMA user_version = 0",
    ])
    func `a ledger whose numbers are out of range is corrupt, and keeps no credentials from going out`(_ change: String)
        async throws
    {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try await machine.tamper(change)

        let vends = [
            try await machine.farsign(["credentials", "--profile", "dev"]),
            try await machine.farsign(["credentials", "--profile", "dev"]),
        ]

        #expect(vends.map(\.status) == [0, 0])
        #expect(try vends.map { try $0.json["Version"]?.int } == [1, 1])
        #expect(vends[0].notices.contains("this vend is not in the audit history: the ledger was corrupt"))
        #expect(vends[1].notices == "")
        #expect(try await machine.events("vended").map { $0["detail"]?["lost_rows_before"]?.int } == [1])
    }

    @Test func `a ledger that is corrupt keeps no credentials from going out`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        _ = try corrupt(machine)

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(vended.status == 0)
        #expect(try vended.json["Version"]?.int == 1)
        #expect(vended.notices.contains("warning: this vend is not in the audit history: the ledger was corrupt"))
        #expect(try setAside(machine).count == 1)
        _ = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(try await machine.events("vended").map { $0["detail"]?["lost_rows_before"]?.int } == [1])
    }

    @Test(arguments: others)
    func `a ledger that is a newer one's is refused`(_ command: [String]) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try await makeNewer(machine)

        let refused = try await machine.farsign(command)

        #expect(refused.status == 5, "\(refused.notices)")
        #expect(refused.notices.contains("the ledger \(machine.statePath)/ledger.db was written by a newer farsign"))
        #expect(refused.notices.contains("hint: update farsign"))
        #expect(try setAside(machine).isEmpty)
    }

    @Test func `a ledger that is a newer one's keeps no credentials from going out`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try await makeNewer(machine)

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(vended.status == 0)
        #expect(try vended.json["Version"]?.int == 1)
        #expect(vended.notices.contains("was written by a newer farsign"))
    }

    /// Runs the commands side by side while another process holds the ledger, and lets go then.
    private func locked(_ machine: Machine, running commands: [[String]]) async throws -> [Machine.Outcome] {
        let program = """
            import json, sqlite3, subprocess, sys
            ledger = sqlite3.connect(sys.argv[1], isolation_level=None)
            ledger.execute("BEGIN EXCLUSIVE")
            pipe = subprocess.PIPE
            running = [
                subprocess.Popen([sys.argv[2]] + command, stdout=pipe, stderr=pipe, text=True)
                for command in json.loads(sys.argv[3])]
            for command in running:
                answer, notices = command.communicate()
                print(json.dumps({"status": command.returncode, "answer": answer, "notices": notices}))
            """
        let list = JSONValue.array(commands.map { .array($0.map(JSONValue.string)) }).canonical
        let ran = try await machine.run(
            "/usr/bin/python3", ["-c", program, "\(machine.statePath)/ledger.db", Machine.farsign, list])
        return try ran.lines.map { line in
            Machine.Outcome(
                status: Int32(try #require(line["status"]?.int)), answer: try #require(line["answer"]?.text),
                notices: try #require(line["notices"]?.text))
        }
    }

    private func makeNewer(_ machine: Machine) async throws {
        let program = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version = 999')"
        let ran = try await machine.run("/usr/bin/python3", ["-c", program, "\(machine.statePath)/ledger.db"])
        #expect(ran.status == 0, "\(ran.notices)")
    }

    /// What the file holds now.
    private func corrupt(_ machine: Machine) throws -> String {
        for log in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: "\(machine.statePath)/ledger.db\(log)")
        }
        let text = String(repeating: "this is no database\n", count: 500)
        try machine.write(text, to: "\(machine.statePath)/ledger.db")
        return text
    }

    private func setAside(_ machine: Machine) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: machine.statePath).filter {
            $0.hasPrefix("ledger.db.corrupt-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }
    }
}
