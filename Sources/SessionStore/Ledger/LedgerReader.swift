import FoundationEssentials
package import Session
import SignIn
package import Text

/// The queries that commands run on the ledger.
package struct LedgerReader {
    let connection: Connection

    /// One row per profile of each session. Rows that farsign did not write are left out.
    func sessions() throws(SQLiteError) -> [SessionSummary] {
        let statement = try connection.prepare(
            """
            SELECT p.name, s.arn, s.region, p.integration, s.state, p.signed_out_at, s.signed_in_at,
                s.credentials_expire_at, s.refresh_count, p.vend_count, p.last_vended_at
            FROM sessions AS s LEFT JOIN profiles AS p ON p.session = s.arn
            ORDER BY p.name IS NULL, p.name, s.arn
            """)
        var summaries: [SessionSummary] = []
        while try statement.step() {
            guard let session = SessionARN(statement.text(1)) else { continue }
            let region = try? Region(statement.text(2))
            // A session that `aws login` made may have no region; without a vend the row is not useful yet.
            guard region != nil || !statement.isNull(10) else { continue }
            summaries.append(
                SessionSummary(
                    profile: statement.optionalText(0), session: session, region: region,
                    integration: statement.optionalText(3).flatMap(Integration.init(rawValue:)),
                    status: Self.status(session: statement.text(4), isSignedOut: try statement.optionalDate(5) != nil),
                    signedInAt: try statement.optionalDate(6), credentialsExpireAt: try statement.optionalDate(7),
                    refreshCount: try statement.int(8), vendCount: statement.isNull(9) ? 0 : try statement.int(9),
                    lastVendedAt: try statement.optionalDate(10)))
        }
        return summaries
    }

    private static func status(session state: String, isSignedOut: Bool) -> SessionSummary.Status {
        if isSignedOut || state == "removed" { return .signedOut }
        return state == "expired" ? .expired : .active
    }

    func ending(of login: LoginID) throws(SQLiteError) -> EndedLogin? {
        let statement = try connection.prepare(
            """
            SELECT session, region, credentials_expire_at, error_name, error_summary, error_hint, profile, reply
            FROM logins WHERE id = ? AND ended_at IS NOT NULL
            """, [.text(login.text)])
        guard try statement.step(), let outcome = try Self.outcome(statement) else { return nil }
        return EndedLogin(outcome: outcome, reply: statement.optionalText(7))
    }

    private static func outcome(_ statement: borrowing Statement) throws(SQLiteError) -> LoginOutcome? {
        if let name = statement.optionalText(3) {
            return .failed(
                ReportedError(
                    ReportedCode(rawValue: name), statement.text(4), hint: statement.optionalText(5)))
        }
        guard let session = SessionARN(statement.text(0)), let region = try? Region(statement.text(1)),
            let expiry = try statement.optionalDate(2)
        else { return nil }
        return .signedIn(
            SignInResult(session: session, profile: statement.text(6), region: region, credentialsExpireAt: expiry))
    }

    func events(_ filter: AuditFilter) throws(SQLiteError) -> [AuditRecord] {
        var conditions = ["TRUE"]
        var values: [SQLiteValue] = []
        if let kind = filter.kind {
            // Spell the condition out, because SQLite cannot derive it from a bound value and would not use the
            // partial index.
            conditions.append(kind == .vended ? "kind = ?" : "kind = ? AND kind <> 'vended'")
            values.append(.text(kind.rawValue))
        }
        let texts = BlockIndex.Name.allCases.map { ($0.column, $0.value(of: filter)) }
        for case (let column, let text?) in texts + [(Self.detail("signin_session"), filter.signInSession)] {
            conditions.append("\(column) = ?")
            values.append(.text(text))
        }
        if let seq = filter.seq {
            conditions.append("seq = ?")
            values.append(.integer(seq))
        }
        if let before = filter.before {
            conditions.append("seq < ?")
            values.append(.integer(before))
        }
        if let after = filter.after {
            conditions.append("seq > ?")
            values.append(.integer(after))
        }
        if let since = filter.since {
            conditions.append("time >= ?")
            values.append(.text(RFC3339.milliseconds(since)))
        }
        if let until = filter.until {
            conditions.append("time <= ?")
            values.append(.text(RFC3339.milliseconds(until)))
        }
        let isAscending = filter.after != nil
        let sql = """
            SELECT \(Self.eventColumns) FROM events WHERE \(conditions.joined(separator: " AND "))
            """
        let ranges = try BlockIndex(connection: connection).ranges(filter)
        var records: [AuditRecord] = []
        for range in isAscending ? ranges : ranges.reversed() {
            let limit = SQLiteValue.integer(max(0, filter.limit) - records.count)
            // Without a condition that says nothing, since SQLite then uses the index of the kinds.
            let isAll = range == .min ... .max
            let bounds = isAll ? [] : [SQLiteValue.integer(range.lowerBound), .integer(range.upperBound)]
            let statement = try connection.prepare(
                """
                \(sql) \(isAll ? "" : "AND seq BETWEEN ? AND ?") ORDER BY seq \(isAscending ? "" : "DESC") LIMIT ?
                """, values + bounds + [limit])
            while try statement.step() { records.append(Self.record(statement)) }
            if records.count >= filter.limit { break }
        }
        return isAscending ? records : records.reversed()
    }

    func vends(of accessKeyID: String) throws(SQLiteError) -> [AuditRecord] {
        let statement = try connection.prepare(
            """
            SELECT \(Self.eventColumns) FROM events
            WHERE seq BETWEEN (SELECT first_seq FROM access_keys WHERE id = ?1)
                AND (SELECT last_seq FROM access_keys WHERE id = ?1)
                AND kind = 'vended' AND \(Self.detail("access_key_id")) = ?1
            ORDER BY seq DESC LIMIT 10000
            """, [.text(accessKeyID)])
        var records: [AuditRecord] = []
        while try statement.step() { records.append(Self.record(statement)) }
        return records
    }

    /// The member of a row's detail, in SQL. A detail that is not JSON was not written by farsign.
    static func detail(_ member: String) -> String {
        "json_extract(iif(json_valid(detail), detail, '{}'), '$.\(member)')"
    }

    package static let eventColumns = """
        seq, time, kind, outcome, profile, session, account, uid, user, pid, process, tty, ssh_client, detail,
        previous_hash, hash
        """

    package static func record(_ statement: borrowing Statement) -> AuditRecord {
        record(statement, detail: detail(statement))
    }

    /// A detail that is not JSON was not written by farsign. It is read as text, and its hash will be wrong.
    package static func detail(_ statement: borrowing Statement) -> JSONValue {
        let detail = statement.text(13)
        return (try? JSONValue(parsing: Array(detail.utf8))) ?? .string(detail)
    }

    /// - Parameter detail: that of the row.
    package static func record(_ statement: borrowing Statement, detail: JSONValue) -> AuditRecord {
        AuditRecord(
            seq: statement.anyInt(0), time: statement.text(1), kind: statement.text(2), outcome: statement.text(3),
            profile: statement.optionalText(4), session: statement.optionalText(5), account: statement.optionalText(6),
            actor: Actor(
                uid: statement.anyInt(7), user: statement.optionalText(8), pid: statement.anyInt(9),
                process: statement.optionalText(10), tty: statement.optionalText(11),
                sshClient: statement.optionalText(12)),
            detail: detail,
            previousHash: statement.text(14), hash: statement.text(15))
    }
}
