import FoundationEssentials
import SignInSandbox
import Testing
import Text

/// What an attacker does to a history, and what finds it.
@Suite("checkpoints and proofs")
struct CheckpointTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev")
    }

    private func vend(_ count: Int) async throws {
        for _ in 0..<count { _ = try await machine.farsign(["credentials", "--profile", "dev"]) }
    }

    private func checkpoint(_ name: String) async throws -> String {
        let path = "\(machine.home)/\(name)"
        try machine.write(try await machine.farsign(["audit", "checkpoint"]).answer, to: path)
        return path
    }

    private func verify(_ options: [String]) async throws -> Machine.Outcome {
        try await machine.farsign(["audit", "verify"] + options)
    }

    @Test func `a history fits its checkpoints, from any time`() async throws {
        let first = try await checkpoint("first")
        try await vend(3)
        let second = try await checkpoint("second")
        let key = try await machine.farsign(["audit", "checkpoint", "--key"]).answer.split(separator: "\n").joined()
        try await vend(1)
        let verified = try await verify(["--checkpoint", first, "--checkpoint", second, "--key", key])

        #expect(verified.status == 0, "\(verified.notices)")
        #expect(verified.answer.contains("first: the first 5 events are those that were signed"))
        #expect(verified.answer.contains("second: the first 8 events are those that were signed"))
        #expect(try machine.text(of: first).hasPrefix("farsign/"))
    }

    @Test func `a checkpoint and a proof are checked by 60 lines of Python`() async throws {
        try await vend(4)
        let listed = try await machine.farsign(["audit", "list", "--json", "--limit", "100000"])
        let path = try await checkpoint("checkpoint")
        let key = try await machine.farsign(["audit", "checkpoint", "--key"]).answer.split(separator: "\n").joined()
        let rows = try await machine.farsign(["audit", "list", "--json", "--limit", "100000"]).answer
        try machine.write(
            try await machine.farsign(["audit", "prove", "3"]).answer, to: "\(machine.home)/3.tlog-proof")
        let verifier = "\(packageDirectory)/docs/verify-history.py"

        let all = try await machine.run(
            Client.fleet, [verifier, path, key], input: rows)
        #expect((all.status, all.answer) == (0, "verified\n"), "\(all.notices)")
        let one = try await machine.run(
            Client.fleet, [verifier, "\(machine.home)/3.tlog-proof", key],
            input: try listed.lines[2].canonical + "\n")
        #expect((one.status, one.answer) == (0, "verified\n"), "\(one.notices)")

        let other = try await machine.run(
            Client.fleet, [verifier, "\(machine.home)/3.tlog-proof", key],
            input: try listed.lines[3].canonical + "\n")
        #expect(other.status == 1)
        let changed = try await machine.run(
            Client.fleet, [verifier, path, key], input: rows.replacing("signed-in", with: "signed-on"))
        #expect(changed.status == 1)
    }

    /// Chains all rows anew, as whoever can write the file can.
    private static let rechain = """
        def rechain(db):
            previous = "0" * 64
            for seq, in db.execute("SELECT seq FROM events ORDER BY seq").fetchall():
                r = dict(db.execute("SELECT * FROM events WHERE seq = ?", (seq,)).fetchone())
                row = {n: r[n] for n in ("seq", "time", "kind", "outcome", "profile", "session", "account")}
                row["actor"] = {n: r[n] for n in ("uid", "user", "pid", "process", "tty", "ssh_client")}
                row["detail"] = json.loads(r["detail"]); row["previous_hash"] = previous
                text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
                digest = hashlib.sha256(text.encode()).hexdigest()
                db.execute("UPDATE events SET previous_hash = ?, hash = ? WHERE seq = ?", (previous, digest, seq))
                previous = digest
            db.execute("UPDATE head SET seq = ?, hash = ?", (seq, previous)); db.execute("DELETE FROM tree")
        """

    private func attack(_ statements: String) async throws {
        let program = """
            import sqlite3, sys, json, hashlib
            \(Self.rechain)
            db = sqlite3.connect(sys.argv[1]); db.row_factory = sqlite3.Row
            db.executescript(sys.argv[2]); rechain(db); db.commit()
            """
        let ran = try await machine.run(
            "/usr/bin/python3", ["-c", program, "\(machine.statePath)/ledger.db", statements])
        guard ran.status == 0 else { throw MachineError(ran.notices) }
    }

    @Test(
        arguments: [
            ("UPDATE events SET profile = 'other' WHERE seq = 3", "are not those that the checkpoint was signed for"),
            (
                "DELETE FROM events WHERE seq = 6; UPDATE events SET seq = seq - 1 WHERE seq > 6",
                "but had 9 events when the checkpoint was signed"
            ),
            ("DELETE FROM events WHERE seq > 6", "the checkpoint is of 9 events"),
            (
                "UPDATE events SET seq = 99 WHERE seq = 6; UPDATE events SET seq = 6 WHERE seq = 7; "
                    + "UPDATE events SET seq = 7 WHERE seq = 99", "are not those that the checkpoint was signed for"
            ),
        ] as [(String, String)])
    func `a chain that was computed anew passes alone, and not with a checkpoint`(_ statements: String, _ words: String)
        async throws
    {
        try await vend(4)
        let path = try await checkpoint("checkpoint")
        try await attack(statements)

        #expect(try await verify([]).status == 0)
        let found = try await verify(["--checkpoint", path])
        #expect(found.status == 1)
        #expect(found.answer == "")
        #expect(found.notices.contains(words), "\(found.notices)")
    }

    @Test func `a chain that was signed anew with the host's own key does not fit the earlier checkpoint`() async throws
    {
        try await vend(2)
        let path = try await checkpoint("before")
        try await attack("UPDATE events SET profile = 'other' WHERE seq = 3")
        let forged = try await checkpoint("after")

        #expect(try await verify(["--checkpoint", forged]).status == 0)
        #expect(try await verify(["--checkpoint", forged, "--checkpoint", path]).status == 1)
    }

    @Test func `a key that was made later does not sign for earlier rows`() async throws {
        try await vend(2)
        let path = try await checkpoint("before")
        try FileManager.default.removeItem(atPath: "\(machine.statePath)/checkpoint-key")
        let next = try await checkpoint("after")
        #expect(try await verify(["--checkpoint", path, "--checkpoint", next]).status == 0)

        // The later key's signature under the earlier tree.
        let old = try machine.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
        let new = try machine.text(of: next).split(separator: "\n", omittingEmptySubsequences: false)
        try machine.write((old[..<4] + new[4...]).joined(separator: "\n"), to: "\(machine.home)/mixed")
        let mixed = try await verify(["--checkpoint", "\(machine.home)/mixed"])
        #expect(mixed.status == 1)
        #expect(mixed.notices.contains("was not signed by the key that the history had then"), "\(mixed.notices)")
    }

    @Test func `an older ledger in the place of the newer one is told`() async throws {
        try await vend(1)
        _ = try await checkpoint("first")
        let copy = try Data(contentsOf: URL(filePath: "\(machine.statePath)/ledger.db"))
        let log = try Data(contentsOf: URL(filePath: "\(machine.statePath)/ledger.db-wal"))
        try await vend(2)
        let path = try await checkpoint("second")
        try copy.write(to: URL(filePath: "\(machine.statePath)/ledger.db"))
        try log.write(to: URL(filePath: "\(machine.statePath)/ledger.db-wal"))
        try? FileManager.default.removeItem(atPath: "\(machine.statePath)/ledger.db-shm")

        #expect(try await verify([]).status == 0)
        #expect(try await verify(["--checkpoint", path]).notices.contains("when the checkpoint was signed"), "\(path)")
    }

    @Test func `another machine's checkpoint is not one of this history`() async throws {
        try await vend(4)
        _ = try await checkpoint("own")
        let other = try await Machine()
        try await other.signIn(profile: "dev")
        try machine.write(
            try await other.farsign(["audit", "checkpoint"]).answer, to: "\(machine.home)/other")

        let found = try await verify(["--checkpoint", "\(machine.home)/other"])
        #expect(found.status == 1)
    }

    @Test func `a ledger that begins anew has a name of its own`() async throws {
        let first = try machine.text(of: try await checkpoint("first")).split(separator: "\n")[0]
        for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
            try? FileManager.default.removeItem(atPath: "\(machine.statePath)/\(name)")
        }
        try await vend(1)
        let second = try machine.text(of: try await checkpoint("second")).split(separator: "\n")[0]
        #expect(second == first + "~2")
        #expect(try machine.text(of: try await checkpoint("third")).split(separator: "\n")[0] == second)
    }

    @Test(
        arguments: [
            (["prove"], 64), (["prove", "1", "--from", "1"], 64), (["prove", "99"], 1), (["prove", "0"], 1),
            (["prove", "--from", "99"], 1), (["prove", "--from", "0"], 1), (["verify", "--checkpoint", "/nowhere"], 5),
            (["verify", "--checkpoint", "/dev/null"], 5), (["verify", "--checkpoint", "/etc/passwd"], 1),
            (["verify", "--key", "x"], 1),
        ] as [([String], Int32)])
    func `bad input has an error and a status`(_ arguments: [String], _ status: Int32) async throws {
        let outcome = try await machine.farsign(["audit"] + arguments)
        #expect(outcome.status == status, "\(outcome.notices)")
        #expect(outcome.answer == "")
        #expect(outcome.notices.hasPrefix("farsign: error: "))
    }

    @Test func `a consistency proof is what a witness takes`() async throws {
        _ = try await checkpoint("first")
        try await vend(3)
        let proof = try await machine.farsign(["audit", "prove", "--from", "5"]).answer
        let lines = proof.split(separator: "\n", omittingEmptySubsequences: false)

        #expect(lines[0] == "old 5")
        let gap = try #require(lines.firstIndex(of: ""))
        #expect(
            lines[(gap + 1)...].joined(separator: "\n") == (try await machine.farsign(["audit", "checkpoint"]).answer))
    }
}
