import Glibc
import SocketTestSupport
import Testing
import Text

/// deploy/rsyslog, with Debian's rsyslog and PostgreSQL.
@Suite("the history in PostgreSQL, over rsyslog and RELP", .timeLimit(.minutes(5)))
struct SyslogPairTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev")
    }

    private func vend(_ count: Int) async throws {
        for _ in 0..<count { _ = try await machine.farsign(["credentials", "--profile", "dev"]) }
    }

    private func ship(to pair: SyslogPair) async throws -> Machine.Outcome {
        try await machine.farsign(["audit", "ship", "--to", "syslog:\(pair.socket)"])
    }

    private func canonical() async throws -> [String] {
        try await machine.history().map { row in
            guard case .object(var members) = row else { return "" }
            members["hash"] = nil
            return JSONValue.object(members).canonical
        }
    }

    @Test func `rows arrive byte by byte and once, and verify without farsign`() async throws {
        try await SyslogPair.with(machine) { pair in
            try pair.startReceiver()
            try pair.startSender()
            try await vend(3)
            // A text with everything that a log daemon or a database may change.
            _ = try await machine.farsign(
                ["credentials", "--profile", "dev"],
                environment: ["SSH_CONNECTION": "it's\"\\\u{7F}\u{1B}[31m%s$1';--\n☃😀\u{2028} é 192.0.2.7 22"])
            let shipped = try await ship(to: pair)
            #expect(shipped.status == 0, "\(shipped.notices)")
            #expect(try await ship(to: pair).notices.contains("were sent to"))
            try await vend(1)
            #expect(try await ship(to: pair).notices.contains("Sent 1 events"))
            try await pair.wait(rows: 10, checkpoints: 2)

            let rows = try await canonical()
            #expect(rows.contains { $0.contains("\u{7F}") && $0.contains("☃") })
            #expect(try await pair.database.query("SELECT message FROM farsign_events ORDER BY seq") == rows)
            #expect(try await pair.database.query("SELECT * FROM farsign_problems") == [])
            let hashes = try await pair.database.query("SELECT hash FROM farsign_events ORDER BY seq")
            #expect(hashes == (try await machine.history()).map { $0["hash"]?.text ?? "" })
            #expect(try await verified(in: pair) == "verified\n")

            // All again, as after a crash before the cursor moved.
            let forget =
                "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('DELETE FROM shipments'); d.commit()"
            _ = try await machine.run("/usr/bin/python3", ["-c", forget, "\(machine.statePath)/ledger.db"])
            #expect(try await ship(to: pair).notices.contains("Sent 10 events"))
            try await vend(1)
            _ = try await ship(to: pair)
            try await pair.wait(rows: 11, checkpoints: 3)
            #expect(try await pair.database.query("SELECT message FROM farsign_events ORDER BY seq") == canonical())
            #expect(try await pair.database.query("SELECT * FROM farsign_problems") == [])
        }
    }

    /// docs/verify-history.py with what the README of deploy/rsyslog asks the database for.
    private func verified(in pair: SyslogPair) async throws -> String {
        let key = try await machine.farsign(["audit", "checkpoint", "--key"]).answer.split(separator: "\n")[0]
        let rows = try await pair.database.query(
            "SELECT json_build_object('raw_data', message, 'raw_data_hash', json_build_object('value', hash)) "
                + "FROM farsign_events ORDER BY seq")
        let note = try await pair.database.psql(
            ["-c", "SELECT note FROM farsign_checkpoints ORDER BY size DESC LIMIT 1"]
        ).answer
        try machine.write(note, to: "\(machine.home)/note")
        let ran = try await machine.run(
            Client.fleet, ["\(packageDirectory)/docs/verify-history.py", "\(machine.home)/note", String(key)],
            input: rows.map { $0 + "\n" }.joined())
        return ran.answer + ran.notices
    }

    @Test func `nothing is lost while the receiver is down, or if the sender is killed`() async throws {
        try await SyslogPair.with(machine) { pair in
            try pair.startSender()
            try await vend(2)
            #expect(try await ship(to: pair).status == 0)
            // The rows are on the sender's disk; the checkpoint was read, but may not be.
            try await pair.stopSender(SIGKILL)
            try pair.startSender()
            try pair.startReceiver()
            try await pair.wait(rows: 7, checkpoints: 0)

            #expect(try await pair.database.query("SELECT message FROM farsign_events ORDER BY seq") == canonical())
            #expect(try await pair.database.query("SELECT * FROM farsign_problems") == [])
        }
    }

    /// ompgsql may lose the message with which it finds that the database is down, and omrelp the one with which it finds
    /// that the receiver was killed.
    @Test(arguments: [true, false])
    func `what rsyslog loses comes by another path to the socket`(_ isDatabase: Bool) async throws {
        try await SyslogPair.with(machine) { pair in
            try pair.startReceiver()
            try pair.startSender()
            #expect(try await ship(to: pair).status == 0)
            try await pair.wait(rows: 5, checkpoints: 1)
            if isDatabase { try await pair.stopDatabase() } else { try await pair.stopReceiver(SIGKILL) }
            try await vend(2)
            #expect(try await ship(to: pair).status == 0)
            if isDatabase { try await pair.startDatabase() } else { try pair.startReceiver() }

            let link = "\(machine.home)/again"
            try #require(symlink(pair.socket, link) == 0)
            let again = try await machine.farsign(["audit", "ship", "--to", "syslog:\(link)"])
            #expect(again.notices.contains("Sent 7 events"), "\(again.notices)")
            try await pair.wait(rows: 7, checkpoints: 2)
            #expect(try await pair.database.query("SELECT message FROM farsign_events ORDER BY seq") == canonical())
            #expect(try await pair.database.query("SELECT * FROM farsign_problems") == [])
        }
    }

    @Test func `what is wrong with a history shows, and nobody's message stops the others`() async throws {
        try await SyslogPair.with(machine) { pair in
            try pair.startReceiver()
            try pair.startSender()
            let junk = """
                import socket, sys
                log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); log.connect(sys.argv[1])
                head = b"<86>1 - web9 farsign farsign/" + 32 * b"a" + b"/eve "
                for text in [b"<13>hello", b"", b"\\0\\0", head + b"vended - \\xff\\xfe", head + b"vended - {}",
                        head + b"vended - a\\0b'); DROP TABLE farsign_events; --", head + b"checkpoint - []",
                        head + b'vended - {"seq":"\\\\u0000"}', b"<86>1 - web9 farsign eve vended - {}"]:
                    log.send(text)
                """
            _ = try await machine.run("/usr/bin/python3", ["-c", junk, pair.socket])
            try await vend(3)
            _ = try await ship(to: pair)
            try await pair.wait(rows: 8, checkpoints: 1)
            #expect(try await pair.database.query("SELECT message FROM farsign_events ORDER BY seq") == canonical())
            let rejected = try await pair.database.query("SELECT message FROM farsign_rejected")
            #expect(rejected.count == 6, "\(rejected)")

            _ = try await pair.database.query("TRUNCATE farsign_rejected")
            _ = try await pair.database.query("DELETE FROM farsign_events WHERE seq IN (2, 3, 8)")
            _ = try await pair.database.query(
                "INSERT INTO farsign_events SELECT host_id, user_name, seq, repeat('0', 64), previous_hash, time, kind, "
                    + "outcome, profile, session, account, actor, detail, host_name, received, message "
                    + "FROM farsign_events WHERE seq = 5")
            _ = try await pair.database.query(
                "UPDATE farsign_events SET previous_hash = repeat('1', 64) WHERE seq = 7")
            #expect(
                Set(try await pair.database.query("SELECT problem || ': ' || reason FROM farsign_problems")) == [
                    "gap: events 2 to 3 are missing", "fork: there are 2 different events 5",
                    "broken-chain: event 7 does not follow event 6",
                    "cut-tail: a checkpoint covers 8 events, and the last one here is 7",
                ])
        }
    }

    @Test func `rsyslog's role can only bring messages`() async throws {
        try await SyslogPair.with(machine) { pair in
            for sql in [
                "SELECT * FROM farsign_events", "SELECT * FROM farsign_messages", "DELETE FROM farsign_events",
                "INSERT INTO farsign_checkpoints VALUES ('a', 'b', 1, 'c')", "SELECT farsign_receive()",
                "CREATE TABLE x ()",
            ] {
                let refused = try await pair.database.psql(["-c", sql], as: "farsign_log")
                #expect(refused.status != 0, "\(sql)")
            }
            let message = "INSERT INTO farsign_messages VALUES ('web1', 'farsign/x', 'vended', '{}')"
            let brought = try await pair.database.psql(["-c", message], as: "farsign_log")
            #expect(brought.status == 0)
            #expect(try await pair.database.query("SELECT kind FROM farsign_rejected") == ["vended"])
        }
    }
}
