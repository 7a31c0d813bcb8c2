import Foundation
import Session
import SignIn
import TestSupport
import Testing
import Text

@Suite("Audit records")
struct AuditRecordTests {
    private static func rows() throws -> [JSONValue] {
        try Vectors.text("audit/chain.jsonl").split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    private static func record(_ row: JSONValue) throws -> AuditRecord {
        let actor = try #require(row["actor"])
        return AuditRecord(
            seq: try #require(row["seq"]?.int), time: try #require(row["time"]?.text),
            kind: try #require(row["kind"]?.text), outcome: try #require(row["outcome"]?.text),
            profile: row["profile"]?.text, session: row["session"]?.text, account: row["account"]?.text,
            actor: Actor(
                uid: try #require(actor["uid"]?.int), user: actor["user"]?.text, pid: try #require(actor["pid"]?.int),
                process: actor["process"]?.text, tty: actor["tty"]?.text, sshClient: actor["ssh_client"]?.text),
            detail: try #require(row["detail"]), previousHash: try #require(row["previous_hash"]?.text),
            hash: try #require(row["hash"]?.text))
    }

    @Test func `the hash is the one that another program computes`() throws {
        let rows = try Self.rows()
        #expect(rows.count == 2)
        for row in rows {
            let record = try Self.record(row)
            #expect(record.expectedHash == record.hash)
            #expect(record.json == row)
        }
    }

    @Test func `an event becomes the row that another program would write`() throws {
        let rows = try Self.rows()
        let first = try Self.record(rows[0])
        let event = AuditEvent(
            .signedIn, profile: "prod ü", session: SessionARN("arn:aws:iam::123456789012:user/Alice"),
            actor: first.actor,
            detail: ["login": .string("0123456789ab"), "region": .string("eu-central-1")])
        let time = try #require(RFC3339.parse("2026-01-02T03:04:05.6781Z"))
        let record = AuditRecord(event, seq: 1, time: time, previousHash: AuditRecord.genesis)
        #expect(record == first)
        #expect(record.json.canonical == rows[0].canonical)
    }

    @Test func `rows are chained`() throws {
        let rows = try Self.rows().map(Self.record)
        #expect(rows[0].previousHash == AuditRecord.genesis)
        #expect(rows[1].previousHash == rows[0].hash)
    }

    @Test(arguments: [
        "seq", "time", "kind", "outcome", "profile", "session", "account", "previous_hash", "detail", "actor.uid",
        "actor.user", "actor.pid", "actor.process", "actor.tty", "actor.ssh_client",
    ])
    func `a change of any member is seen`(_ path: String) throws {
        guard case .object(var row) = try Self.rows()[0] else {
            Issue.record("not an object")
            return
        }
        let names = path.split(separator: ".").map { JSONName(String($0)) }
        if names.count == 2, case .object(var actor) = row["actor"] {
            actor[names[1]] = actor[names[1]]?.int == nil ? .string("changed") : .integer(99)
            row["actor"] = .object(actor)
        } else {
            row[names[0]] = row[names[0]]?.int == nil ? .string("changed") : .integer(99)
        }
        let record = try Self.record(.object(row))
        #expect(record.expectedHash != record.hash)
    }

    @Test func `names of kinds are those that scripts rely on`() {
        #expect(
            AuditEvent.Kind.allCases.map(\.rawValue) == [
                "login-started", "login-ended", "reply-received", "reply-refused", "signed-in", "exchange-failed",
                "profile-updated",
                "vended", "refreshed", "refresh-failed", "signed-out", "revoked",
                "relay-connected", "relay-refused", "ledger-set-aside", "checkpoint-key", "history-pruned",
            ])
    }
}
