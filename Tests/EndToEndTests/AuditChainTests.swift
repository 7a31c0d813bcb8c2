import FarsignCore
import SignInSandbox
import Testing

@Suite("the audit chain")
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

    @Test func `fits, by farsign's count and by another program's`() async throws {
        let verified = try await machine.farsign(["audit", "verify"])
        let listed = try await machine.farsign(["audit", "list", "--json", "--limit", "100000"])
        let other = try await machine.run("/usr/bin/python3", ["-c", Self.verifier], input: listed.answer)

        #expect((verified.status, verified.answer) == (0, "7 events, chain intact\n"))
        #expect((other.status, other.answer) == (0, "7"), "\(other.notices)")
    }

    @Test(arguments: [
        ("UPDATE events SET detail = '{}' WHERE seq = 3", 3), ("UPDATE events SET user = 'mallory' WHERE seq = 5", 5),
        ("UPDATE events SET time = replace(time, 'Z', '0') WHERE seq = 1", 1), ("DELETE FROM events WHERE seq = 4", 5),
        ("DELETE FROM events WHERE seq = 1", 2), ("DELETE FROM events WHERE seq = 7", 7),
        ("UPDATE events SET hash = previous_hash WHERE seq = 6", 6),
        ("UPDATE events SET ssh_client = '1.2.3.4 5' WHERE seq = 2", 2),
    ])
    func `a row that was changed or removed is named`(_ statement: String, _ seq: Int) async throws {
        let program = """
            import sqlite3, sys
            ledger = sqlite3.connect(sys.argv[1]); ledger.execute(sys.argv[2]); ledger.commit()
            """
        let tampered = try await machine.run(
            "/usr/bin/python3", ["-c", program, "\(machine.statePath)/ledger.db", statement])
        #expect(tampered.status == 0, "\(tampered.notices)")
        let verified = try await machine.farsign(["audit", "verify"])

        #expect(verified.status == 1)
        #expect(verified.answer == "")
        #expect(
            verified.notices.hasPrefix(
                "farsign: error: the audit history does not fit from event \(seq) on: "), "\(verified.notices)")
    }
}
