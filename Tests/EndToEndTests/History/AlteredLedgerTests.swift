import Testing

/// Whose rows all fit, and that would hide one of them or the next one.
@Suite("a ledger that was altered", .bothPrograms)
struct AlteredLedgerTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev")
    }

    private static let writable = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
    private static let blobs = """
        \(writable) replace(sql, ') STRICT', ')') WHERE name = 'events'; PRAGMA writable_schema = RESET;
        UPDATE events SET kind = CAST(kind AS BLOB) WHERE seq = 3
        """
    private static let alterations: [(statements: String, words: String)] = [
        (
            """
            DROP INDEX events_but_vends;
            CREATE INDEX events_but_vends ON events (kind) WHERE kind <> 'vended' AND seq <> 3;
            \(writable) replace(sql, ' AND seq <> 3', '') WHERE name = 'events_but_vends'
            """, "row 3 missing from index events_but_vends"
        ),
        (
            """
            DROP INDEX events_but_vends;
            CREATE INDEX events_but_vends ON events (kind) WHERE kind <> 'vended' AND seq <> 3
            """, "the index events_but_vends was altered"
        ),
        ("DROP INDEX events_but_vends", "the index events_but_vends is missing"),
        (blobs, "the table events was altered"),
        (
            "\(blobs); \(writable) replace(sql, 'hash TEXT NOT NULL\n)', 'hash TEXT NOT NULL\n) STRICT') WHERE name = 'events'",
            "non-TEXT value in events.kind"
        ),
        (
            "CREATE TRIGGER quiet BEFORE INSERT ON events BEGIN SELECT RAISE(IGNORE); END",
            "farsign did not create the trigger quiet"
        ),
        ("CREATE VIEW more AS SELECT * FROM events", "farsign did not create the view more"),
        ("CREATE TABLE more (text)", "farsign did not create the table more"),
        ("ALTER TABLE events ADD COLUMN more TEXT", "the table events was altered"),
    ]

    @Test(arguments: alterations)
    func `an altered ledger is named by audit verify`(_ alteration: (statements: String, words: String)) async throws {
        #expect(try await machine.farsign(["audit", "verify"]).status == 0)
        try await machine.tamper(alteration.statements)

        let verified = try await machine.farsign(["audit", "verify"])

        #expect(verified.status == 1)
        #expect(verified.answer == "")
        #expect(verified.notices.contains(alteration.words), "\(verified.notices)")
    }

    @Test(arguments: ["events", "head"])
    func `a ledger altered by a trigger keeps no row away`(_ table: String) async throws {
        try await machine.tamper(
            """
            CREATE TRIGGER quiet BEFORE INSERT ON \(table) BEGIN SELECT RAISE(IGNORE); END;
            CREATE TRIGGER still BEFORE UPDATE ON \(table) BEGIN SELECT RAISE(IGNORE); END
            """)

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect((vended.status, vended.notices) == (0, ""))
        #expect(try await machine.events("vended").count == 1)
        try await machine.tamper("DROP TRIGGER quiet; DROP TRIGGER still")
        let verified = try await machine.farsign(["audit", "verify"])
        #expect(verified.answer.hasPrefix("5 events, chain intact"), "\(verified.notices)")
    }

    @Test func `a ledger altered by a table that leaves rows out is no success of a vend`() async throws {
        try await machine.tamper(
            """
            CREATE TABLE copy AS SELECT * FROM events; DROP TABLE events;
            CREATE TABLE events (seq INTEGER NOT NULL PRIMARY KEY, time, kind, outcome, profile, session, account, uid,
                user, pid, process, tty, ssh_client TEXT NOT NULL ON CONFLICT IGNORE, detail, previous_hash, hash);
            INSERT INTO events SELECT * FROM copy; DROP TABLE copy
            """)

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(vended.status == 0)
        #expect(vended.notices.contains("warning: this vend is not in the audit history: "), "\(vended.notices)")
    }
}

extension Machine {
    /// What an intruder would do to the ledger, with statements of SQL.
    func tamper(_ statements: String) async throws {
        let program = """
            import sqlite3, sys
            ledger = sqlite3.connect(sys.argv[1]); ledger.executescript(sys.argv[2]); ledger.commit()
            """
        let ran = try await run("/usr/bin/python3", ["-c", program, "\(statePath)/ledger.db", statements])
        guard ran.status == 0 else { throw MachineError(ran.notices) }
    }
}
