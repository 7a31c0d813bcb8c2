import FoundationEssentials
import Session
import SignIn
import Text

/// Applies the changes of a ledger entry to the tables of sessions, profiles and logins.
///
/// The ledger may not know the session yet, because an earlier ledger was set aside or `aws login` made the session.
/// Missing rows are added, never refused. The columns `endpoint` and `token_directory` are a sign-in's.
struct LedgerChanges {
    let connection: Connection
    let time: Date

    func apply(_ change: LedgerEntry.Change) throws(SQLiteError) {
        switch change {
        case .loginStarted(let id, let profile, let region, let expiresAt):
            try connection.run(
                "INSERT OR REPLACE INTO logins (id, profile, region, started_at, expires_at) VALUES (?, ?, ?, ?, ?)",
                [
                    .text(id.text), .text(profile), .text(region.name), .integer(time.milliseconds),
                    .integer(expiresAt.milliseconds),
                ])
        case .loginEnded(let id, let outcome, let reply): try end(id, outcome, reply)
        case .signedIn(let record, let expiry): try signIn(record, expiry)
        case .refreshed(let arn, let expiry): try refresh(arn, expiry)
        case .expired(let arn):
            try connection.run(
                "UPDATE sessions SET state = 'expired' WHERE arn = ? AND state = 'active'", [.text(arn.text)])
        case .bound(let binding): try bind(binding)
        case .signedOut(let profile):
            try connection.run(
                "UPDATE profiles SET signed_out_at = ? WHERE name = ?", [.integer(time.milliseconds), .text(profile)])
        case .tokensRemoved(let arn):
            try connection.run("UPDATE sessions SET state = 'removed' WHERE arn = ?", [.text(arn.text)])
        }
    }

    /// Records how a login ended. Only the first outcome is kept.
    private func end(_ id: LoginID, _ outcome: LoginOutcome, _ reply: String?) throws(SQLiteError) {
        try connection.run("INSERT OR IGNORE INTO logins (id) VALUES (?)", [.text(id.text)])
        switch outcome {
        case .signedIn(let result):
            try connection.run(
                """
                UPDATE logins SET ended_at = ?, reply = ?, session = ?, profile = ?, region = ?, credentials_expire_at = ?
                WHERE id = ? AND ended_at IS NULL
                """,
                [
                    .integer(time.milliseconds), .text(reply), .text(result.session.text), .text(result.profile),
                    .text(result.region.name), .integer(result.credentialsExpireAt.milliseconds), .text(id.text),
                ])
        case .failed(let error):
            try connection.run(
                """
                UPDATE logins SET ended_at = ?, reply = ?, error_name = ?, error_summary = ?, error_hint = ?
                WHERE id = ? AND ended_at IS NULL
                """,
                [
                    .integer(time.milliseconds), .text(reply), .text(error.code.rawValue), .text(error.summary),
                    .text(error.hint), .text(id.text),
                ])
        }
    }

    private func signIn(_ record: SessionRecord, _ expiry: Date) throws(SQLiteError) {
        try connection.run(
            """
            INSERT INTO sessions (arn, account, region, endpoint, token_directory, signed_in_at, credentials_expire_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (arn) DO UPDATE SET state = 'active', region = excluded.region, endpoint = excluded.endpoint,
                token_directory = excluded.token_directory, signed_in_at = excluded.signed_in_at,
                credentials_expire_at = excluded.credentials_expire_at
            """,
            columns(record) + [.integer(time.milliseconds), .integer(expiry.milliseconds)])
    }

    /// Records a refresh. An unknown session gets a row without a region, which is not listed until a vend supplies
    /// the rest.
    private func refresh(_ arn: SessionARN, _ expiry: Date) throws(SQLiteError) {
        try connection.run(
            """
            INSERT INTO sessions (arn, account, credentials_expire_at, refresh_count) VALUES (?, ?, ?, 1)
            ON CONFLICT (arn) DO UPDATE SET state = 'active', refresh_count = \(Self.next("refresh_count")),
                credentials_expire_at = excluded.credentials_expire_at
            """, [.text(arn.text), .text(arn.account), .integer(expiry.milliseconds)])
    }

    private func bind(_ binding: ProfileBinding) throws(SQLiteError) {
        try connection.run(
            "INSERT OR IGNORE INTO sessions (arn, account) VALUES (?, ?)",
            [.text(binding.session.text), .text(binding.session.account)])
        try connection.run(
            """
            INSERT INTO profiles (name, session, integration) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET integration = excluded.integration, signed_out_at = NULL,
                vend_count = CASE session WHEN excluded.session THEN vend_count ELSE 0 END,
                last_vended_at = CASE session WHEN excluded.session THEN last_vended_at END,
                session = excluded.session
            """, [.text(binding.profile), .text(binding.session.text), .text(binding.integration.rawValue)])
    }

    /// The events that one call of ``applyVends(_:)`` takes, so that it holds the write lock for 0.1 s at most.
    static let step = 20_000

    /// Events that the tables lack.
    private static let newEvents = """
        events WHERE seq > (SELECT applied_seq FROM head) AND seq <= (SELECT seq FROM head)
        """

    /// Whether the tables lack more than so many events.
    static func lack(moreThan count: Int, in connection: Connection) throws(SQLiteError) -> Bool {
        let rows = try connection.prepare(
            "SELECT count(*) > ?1 FROM (SELECT 1 FROM \(newEvents) LIMIT ?1 + 1)", [.integer(count)])
        return try rows.step() && rows.anyInt(0) != 0
    }

    /// Brings into the tables what the next ``step`` events have changed, as far as they are vends.
    ///
    /// A vend writes its event and nothing else, because it happens for every call of an AWS tool. Whoever writes
    /// anything else, or reads the tables, does the rest first, so that all changes have the order of the events.
    static func applyVends(_ connection: Connection) throws(SQLiteError) {
        let next = try connection.prepare(
            """
            SELECT max(seq), max(kind = 'vended') FROM (SELECT seq, kind FROM \(newEvents) ORDER BY seq LIMIT \(step))
            """)
        guard try next.step(), !next.isNull(0) else { return }
        let upTo = [SQLiteValue.integer(next.anyInt(0))]
        if next.anyInt(1) != 0 { try applyVends(connection, upTo) }
        try connection.run("UPDATE head SET applied_seq = ?1", upTo)
    }

    private static func applyVends(_ connection: Connection, _ upTo: [SQLiteValue]) throws(SQLiteError) {
        try connection.run(
            """
            INSERT INTO sessions (arn, account, region, credentials_expire_at)
            SELECT session, coalesce(account, ''), json_extract(detail, '$.region'),
                max(CAST(strftime('%s', json_extract(detail, '$.credentials_expire_at')) AS INTEGER)) * 1000
            FROM \(newVends) GROUP BY session
            ON CONFLICT (arn) DO UPDATE SET region = coalesce(excluded.region, region),
                state = iif(coalesce(excluded.credentials_expire_at > credentials_expire_at, TRUE), 'active', state),
                credentials_expire_at = iif(credentials_expire_at > excluded.credentials_expire_at,
                    credentials_expire_at, coalesce(excluded.credentials_expire_at, credentials_expire_at))
            """, upTo)
        // The region is that of the last vend, not of the one with the latest expiry.
        try connection.run(
            """
            UPDATE sessions SET region = coalesce(json_extract(last.detail, '$.region'), region)
            FROM (SELECT session, detail, max(seq) FROM \(newVends) GROUP BY session) AS last
            WHERE arn = last.session
            """, upTo)
        // A vend from before the sign-out may be recorded late; it must not mark the profile as signed in again.
        try connection.run(
            """
            INSERT INTO profiles (name, session, vend_count, last_vended_at)
            SELECT profile, session, sum(\(FoldedVends.count)),
                max(CAST(strftime('%s', time) AS INTEGER) * 1000 + CAST(substr(time, 21, 3) AS INTEGER))
            FROM \(newVends) GROUP BY profile, session ORDER BY max(seq)
            ON CONFLICT (name) DO UPDATE SET
                vend_count = excluded.vend_count + CASE session WHEN excluded.session
                    THEN min(max(vend_count, 0), \(SQLiteValue.largest) - excluded.vend_count) ELSE 0 END,
                integration = CASE session WHEN excluded.session THEN integration END,
                signed_out_at = iif(signed_out_at > excluded.last_vended_at, signed_out_at, NULL),
                last_vended_at = excluded.last_vended_at, session = excluded.session
            """, upTo)
        try connection.run(
            """
            INSERT INTO access_keys (id, first_seq, last_seq)
            SELECT json_extract(detail, '$.access_key_id') AS key, min(seq), max(seq) FROM \(newVends)
            WHERE json_type(detail, '$.access_key_id') = 'text' GROUP BY key
            ON CONFLICT (id) DO UPDATE SET last_seq = max(last_seq, excluded.last_seq)
            """, upTo)
    }

    /// Rows that farsign has not written are left out: they must not keep anything else from being recorded. So are
    /// rows without a region, which a farsign of before schema version 3 wrote: it counted them itself.
    private static let newVends = """
        (SELECT * FROM events WHERE seq > (SELECT applied_seq FROM head) AND seq <= ?1 AND kind = 'vended'
            AND profile IS NOT NULL AND session IS NOT NULL AND json_type(iif(json_valid(detail), detail, '{}'), '$.region') IS NOT NULL)
        """

    /// An SQL expression that increments a counter within the range that ``Statement`` reads.
    private static func next(_ counter: String) -> String {
        "min(max(\(counter), 0), \(SQLiteValue.largest - 1)) + 1"
    }

    private func columns(_ record: SessionRecord) -> [SQLiteValue] {
        [
            .text(record.arn.text), .text(record.arn.account), .text(record.region?.name),
            .text(record.endpoint.map { $0.origin + $0.path }), .text(record.tokenDirectory),
        ]
    }
}
