import FoundationEssentials
import Session
import SignIn
import Text

/// Vends that are not rows yet: those of one program within a minute become one row.
///
/// They differ in nothing but their time and their process id, which is that of the first. They are as durable as rows,
/// but the chain does not cover them until whoever writes or reads the history next makes rows of them.
struct FoldedVends {
    private static let minute = 60_000

    /// How many vends a row stands for, in SQL. More than a million in a minute were not written by farsign.
    static let count = "min(max(CAST(coalesce(\(LedgerReader.detail("count")), 1) AS INTEGER), 1), 1000000)"

    let connection: Connection

    func add(_ event: AuditEvent, at time: Date) throws(SQLiteError) {
        try connection.writeRow(
            """
            INSERT INTO folded (event, pid, first_at, last_at, count) VALUES (?1, ?2, ?3, ?3, 1)
            ON CONFLICT (event) DO UPDATE SET count = count + 1, last_at = excluded.last_at
            """, [.text(Self.key(event)), .integer(event.actor.pid), .integer(time.milliseconds)])
    }

    /// Whether there are none.
    func isEmpty() throws(SQLiteError) -> Bool {
        try !connection.prepare("SELECT 1 FROM folded LIMIT 1").step()
    }

    /// Removes vends, and returns the events that stand for them, each with the time of its last vend.
    ///
    /// - Parameter now: leaves what began within the minute before it; nil for all.
    func take(until now: Date? = nil) throws(SQLiteError) -> [(event: AuditEvent, time: Date)] {
        // A time in the future is there because the clock was set back.
        let condition = now == nil ? "TRUE" : "first_at <= ?1 - \(Self.minute) OR first_at > ?1"
        let values = now.map { [SQLiteValue.integer($0.milliseconds)] } ?? []
        let statement = try connection.prepare(
            "SELECT event, pid, first_at, last_at, count FROM folded WHERE \(condition) ORDER BY last_at, event", values
        )
        var taken: [(event: AuditEvent, time: Date)] = []
        while try statement.step() {
            guard let first = try statement.optionalDate(2), let last = try statement.optionalDate(3) else { continue }
            let (pid, count) = (statement.anyInt(1), try statement.int(4, in: 1...SQLiteValue.largest))
            // What farsign did not write makes no row.
            guard var event = Self.event(statement.text(0)) else { continue }
            event.actor.pid = pid
            if count > 1 {
                event.detail["count"] = .integer(count)
                event.detail["first_time"] = .string(RFC3339.milliseconds(first))
            }
            taken.append((event, last))
        }
        if !taken.isEmpty { try connection.run("DELETE FROM folded WHERE \(condition)", values) }
        return taken
    }

    /// The event without what may differ, in the form of a row.
    private static func key(_ event: AuditEvent) -> String {
        var event = event
        event.actor.pid = 0
        let record = AuditRecord(event, seq: 0, time: Date(timeIntervalSince1970: 0), previousHash: "")
        return String(decoding: record.canonical, as: UTF8.self)
    }

    private static func event(_ key: String) -> AuditEvent? {
        guard let record = AuditRecord(canonical: Array(key.utf8)), record.kind == AuditEvent.Kind.vended.rawValue,
            let profile = record.profile, let session = record.session.flatMap({ SessionARN($0) }),
            case .object(let detail) = record.detail
        else { return nil }
        return AuditEvent(.vended, profile: profile, session: session, actor: record.actor, detail: detail)
    }
}
