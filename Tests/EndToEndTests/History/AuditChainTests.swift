import FoundationEssentials
import Glibc
import Session
import SignInSandbox
import Testing
import Text

@Suite("the audit chain", .bothPrograms)
struct AuditChainTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "ünï 名前")
        for _ in 0..<3 { _ = try await machine.farsign(["credentials", "--profile", "ünï 名前"]) }
    }

    /// All that is said about the chain in docs, in another language.
    private static let verifier = """
        import hashlib, json, sys
        previous = "0" * 64
        for line in sys.stdin:
            row = json.loads(line); said = row.pop("hash")
            text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert row["previous_hash"] == previous and hashlib.sha256(text.encode()).hexdigest() == said, row["seq"]
            previous = said
        print(row["seq"], end="")
        """

    @Test func `the audit chain fits, by farsign's count and by another program's`() async throws {
        let verified = try await machine.farsign(["audit", "verify"])
        let listed = try await machine.farsign(["audit", "list", "--json", "--limit", "100000"])
        let other = try await machine.run("/usr/bin/python3", ["-c", Self.verifier], input: listed.answer)

        let last = try lastHash(listed)
        #expect((verified.status, verified.answer) == (0, "7 events, chain intact, sequence 7, hash \(last)\n"))
        #expect((other.status, other.answer) == (0, "7"), "\(other.notices)")
    }

    @Test(arguments: [
        ("UPDATE events SET detail = '{}' WHERE seq = 3", 3), ("UPDATE events SET user = 'mallory' WHERE seq = 5", 5),
        ("UPDATE events SET time = replace(time, 'Z', '0') WHERE seq = 1", 1), ("DELETE FROM events WHERE seq = 4", 5),
        ("DELETE FROM events WHERE seq = 1", 2), ("DELETE FROM events WHERE seq = 7", 7),
        ("UPDATE events SET hash = previous_hash WHERE seq = 6", 6),
        ("UPDATE events SET ssh_client = '1.2.3.4 5' WHERE seq = 2", 2),
        (
            """
            INSERT INTO events SELECT -9223372036854775808, time, 'signed-in', outcome, profile, session, account, uid,
                user, pid, process, tty, ssh_client, detail, previous_hash, hash FROM events WHERE seq = 1
            """, .min
        ),
    ])
    func `a row that was changed or removed is named`(_ statement: String, _ seq: Int) async throws {
        try await machine.tamper(statement)
        let verified = try await machine.farsign(["audit", "verify"])

        #expect(verified.status == 1)
        #expect(verified.answer == "")
        #expect(
            verified.notices.hasPrefix(
                "farsign: error: the audit history does not verify from event \(seq) on: "), "\(verified.notices)")
    }

    @Test(arguments: [
        "DELETE FROM events WHERE seq > 3; UPDATE head SET (seq, hash) = (SELECT seq, hash FROM events WHERE seq = 3)",
        "DELETE FROM events; DELETE FROM head",
    ])
    func `a tail cut off together with the head is found by a hash kept elsewhere`(_ cut: String) async throws {
        let listed = try await machine.farsign(["audit", "list", "--json"])
        let kept = "7:\(try lastHash(listed))"
        #expect(try await machine.farsign(["audit", "verify", "--expect", kept]).status == 0)
        try await machine.tamper(cut)

        let without = try await machine.farsign(["audit", "verify"])
        let with = try await machine.farsign(["audit", "verify", "--expect", kept])

        #expect(without.status == 0, "\(without.notices)")
        #expect(with.status == 1)
        #expect(with.answer == "")
        #expect(with.notices.contains("rows up to 7 were expected and are missing"), "\(with.notices)")
    }

    @Test func `a chain that was computed anew is found by a hash that was kept elsewhere, also after more events`()
        async throws
    {
        let listed = try await machine.farsign(["audit", "list", "--json"])
        let kept = "7:\(try lastHash(listed))"
        // A history that never was, whole in itself, and longer.
        for name in try FileManager.default.contentsOfDirectory(atPath: machine.statePath)
        where name.hasPrefix("ledger.db") {
            try FileManager.default.removeItem(atPath: "\(machine.statePath)/\(name)")
        }
        for _ in 0..<9 { _ = try await machine.farsign(["credentials", "--profile", "ünï 名前"]) }

        let without = try await machine.farsign(["audit", "verify"])
        let with = try await machine.farsign(["audit", "verify", "--expect", kept])

        #expect(without.status == 0, "\(without.notices)")
        #expect(with.status == 1)
        #expect(
            with.notices.contains("does not verify from event 7 on: its hash differs from the expected one"),
            "\(with.notices)")
    }

    @Test(arguments: ["7", "7:abc", "x:\(String(repeating: "0", count: 64))", "0:\(String(repeating: "1", count: 64))"])
    func `--expect takes a sequence and a hash`(_ text: String) async throws {
        let refused = try await machine.farsign(["audit", "verify", "--expect", text])

        #expect(refused.status == 64)
        #expect(refused.notices.contains("write SEQ:HASH"))
    }

    /// U+202E has the terminal write backwards, U+0085 begins a line.
    @Test func `signs that a terminal obeys are escaped in JSON, and the chain fits all the same`()
        async throws
    {
        let parent = "\(machine.home)/a\u{202E}b\u{85}c"
        #expect(symlink("/usr/bin/python3", parent) == 0)
        let vended = try await machine.run(
            parent,
            [
                "-c", "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)",
            ] + CredentialProgram.line(["credentials", "--profile", "ünï 名前"]))
        #expect(vended.status == 0, "\(vended.notices)")

        let listed = try await machine.farsign(["audit", "list", "--json"])
        let other = try await machine.run("/usr/bin/python3", ["-c", Self.verifier], input: listed.answer)

        #expect(listed.answer.contains(#""process":"a\u202eb\u0085c""#), "\(listed.answer.debugDescription)")
        #expect(listed.answer.unicodeScalars.allSatisfy { $0 != "\u{202E}" && $0 != "\u{85}" })
        #expect((other.status, other.answer) == (0, "8"), "\(other.notices)")
        #expect(try await machine.farsign(["audit", "verify"]).status == 0)
    }

    private func lastHash(_ listed: Machine.Outcome) throws -> String {
        try #require(try listed.lines.last?["hash"]?.text)
    }
}
