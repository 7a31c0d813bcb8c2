import History
import Session
import TestSupport
import Testing
import Text

/// Rows for the tests of log formats.
enum LogRows {
    static func source(host: String = "web1", user: String = "alice") throws -> OCSFEvent.Source {
        OCSFEvent.Source(
            origin: try #require(CheckpointOrigin("farsign/4f1d2c3b5a69788796a5b4c3d2e1f001/\(user)")), hostName: host,
            version: "0.2.0")
    }

    static func row(
        seq: Int = 7, _ kind: String = "vended", _ outcome: String = "ok", time: String = "2026-11-28T09:14:02.117Z",
        profile: String? = "dev", session: String? = "arn:aws:iam::123456789012:user/Alice", process: String? = "aws",
        error: String? = nil
    ) -> HistoryRow {
        let record = AuditRecord(
            seq: seq, time: time, kind: kind, outcome: outcome, profile: profile, session: session,
            account: session.map { _ in "123456789012" },
            actor: Actor(uid: 1000, user: "alice", pid: 42, process: process, tty: nil, sshClient: nil),
            detail: .object(error.map { ["error": .string($0)] } ?? [:]), previousHash: AuditRecord.genesis,
            hash: String(repeating: "a", count: 64))
        return HistoryRow(record, canonical: record.canonical)
    }

    /// A row of each kind, made by another implementation.
    static func all() throws -> [HistoryRow] {
        try Vectors.text("ocsf/rows.jsonl").split(separator: "\n").map { line in
            guard case .object(var members) = try JSONValue(parsing: Array(line.utf8)) else { throw NoRow() }
            members["hash"] = nil
            let canonical = Array(JSONValue.object(members).canonical.utf8)
            return HistoryRow(try #require(AuditRecord(canonical: canonical)), canonical: canonical)
        }
    }

    private struct NoRow: Error {}
}
