import CSQLite
import Text

/// The ledger's tables as migration steps, one per version. A released step never changes; changes are appended.
///
/// Times outside `events` are milliseconds since 1970. `events` stores the hashed members as text. Besides the keys
/// there is one index, and vends, which are nearly all events, are not part of it.
package enum LedgerSchema {
    static var version: Int { steps.count }

    static let steps = [
        [
            """
            CREATE TABLE sessions (
                arn TEXT NOT NULL PRIMARY KEY,
                account TEXT NOT NULL,
                region TEXT,
                endpoint TEXT,
                token_directory TEXT,
                state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'expired', 'removed')),
                signed_in_at INTEGER,
                credentials_expire_at INTEGER,
                refresh_count INTEGER NOT NULL DEFAULT 0
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE profiles (
                name TEXT NOT NULL PRIMARY KEY,
                session TEXT NOT NULL REFERENCES sessions (arn),
                integration TEXT,
                signed_out_at INTEGER,
                vend_count INTEGER NOT NULL DEFAULT 0,
                last_vended_at INTEGER
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE logins (
                id TEXT NOT NULL PRIMARY KEY,
                profile TEXT,
                region TEXT,
                started_at INTEGER,
                expires_at INTEGER,
                ended_at INTEGER,
                session TEXT,
                credentials_expire_at INTEGER,
                error_name TEXT,
                error_summary TEXT,
                error_hint TEXT
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE events (
                seq INTEGER NOT NULL PRIMARY KEY,
                time TEXT NOT NULL,
                kind TEXT NOT NULL,
                outcome TEXT NOT NULL,
                profile TEXT,
                session TEXT,
                account TEXT,
                uid INTEGER NOT NULL,
                user TEXT,
                pid INTEGER NOT NULL,
                process TEXT,
                tty TEXT,
                ssh_client TEXT,
                detail TEXT NOT NULL,
                previous_hash TEXT NOT NULL,
                hash TEXT NOT NULL
            ) STRICT
            """,
            "CREATE INDEX events_but_vends ON events (kind) WHERE kind <> 'vended'",
            """
            CREATE TABLE head (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                seq INTEGER NOT NULL,
                hash TEXT NOT NULL
            ) STRICT
            """,
        ],
        ["ALTER TABLE logins ADD COLUMN reply TEXT"],
        [
            // See LedgerChanges.applyVends.
            "ALTER TABLE head ADD COLUMN applied_seq INTEGER NOT NULL DEFAULT 0",
            "UPDATE head SET applied_seq = seq",
        ],
        [
            """
            CREATE TABLE access_keys (
                id TEXT NOT NULL PRIMARY KEY,
                first_seq INTEGER NOT NULL,
                last_seq INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID
            """
        ],
        [
            // The Merkle tree of the first rows, which a checkpoint continues; see LedgerTree.
            """
            CREATE TABLE tree (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                size INTEGER NOT NULL,
                hash TEXT NOT NULL,
                nodes TEXT NOT NULL
            ) STRICT
            """,
            // The rows that each destination has; see Shipment.
            """
            CREATE TABLE shipments (
                destination TEXT NOT NULL PRIMARY KEY,
                size INTEGER NOT NULL,
                hash TEXT NOT NULL,
                nodes TEXT NOT NULL,
                attempt TEXT
            ) STRICT, WITHOUT ROWID
            """,
        ],
        [
            // See BlockIndex.
            """
            CREATE TABLE blocks (
                number INTEGER NOT NULL PRIMARY KEY,
                earliest TEXT NOT NULL,
                latest TEXT NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE block_values (
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                block INTEGER NOT NULL,
                PRIMARY KEY (name, value, block)
            ) STRICT, WITHOUT ROWID
            """,
            // See FoldedVends.
            "ALTER TABLE head ADD COLUMN folds INTEGER NOT NULL DEFAULT 0",
            """
            CREATE TABLE folded (
                event TEXT NOT NULL PRIMARY KEY,
                pid INTEGER NOT NULL,
                first_at INTEGER NOT NULL,
                last_at INTEGER NOT NULL,
                count INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
        ],
    ]

    /// Migrates a new or older ledger to the current version in one transaction.
    ///
    /// - Parameter begin: writes the first rows of a new ledger.
    static func migrate(_ connection: Connection, begin: () throws(SQLiteError) -> Void) throws(SQLiteError) {
        // The journal mode is stored in the file. It cannot be changed inside a transaction.
        try connection.run("PRAGMA journal_mode = WAL")
        try connection.run("BEGIN IMMEDIATE")
        do throws(SQLiteError) {
            let found = try version(of: connection)
            for step in steps.dropFirst(found) {
                do throws(SQLiteError) {
                    try make(step, in: connection)
                } catch {
                    // The tables do not match the version number in the file.
                    throw error.code == SQLITE_ERROR ? .corrupt(error.sql) : error
                }
            }
            if found == 0 { try begin() }
            if found < version { try connection.run("PRAGMA user_version = \(version)") }
            try connection.run("COMMIT")
        } catch {
            try? connection.run("ROLLBACK")
            throw error
        }
    }

    private static func make(_ step: [String], in connection: Connection) throws(SQLiteError) {
        for statement in step { try connection.run(statement) }
    }

    static func version(of connection: Connection) throws(SQLiteError) -> Int {
        let statement = try connection.prepare("PRAGMA user_version")
        _ = try statement.step()
        return try statement.int(0, in: 0...Int(Int32.max))
    }
}

/// Comparing the tables and indexes of a ledger, using the SQL text that SQLite keeps.
extension LedgerSchema {
    /// How the ledger's schema differs from a new one; nil if it does not.
    package static func difference(in connection: Connection) throws(SQLiteError) -> String? {
        let fresh = try Connection(path: ":memory:")
        for step in steps { try make(step, in: fresh) }
        let (made, found) = (try objects(of: fresh), try objects(of: connection))
        for (name, text) in found.sorted(by: { $0.key < $1.key }) where made[name] != text {
            return made[name] == nil
                ? "farsign did not create the \(name.shown)" : "the \(name.shown) was altered"
        }
        return made.keys.sorted().first { found[$0] == nil }.map { "the \($0) is missing" }
    }

    /// SQL text by type and name.
    private static func objects(of connection: Connection) throws(SQLiteError) -> [String: String] {
        let statement = try connection.prepare("SELECT type || ' ' || name, tbl_name, sql FROM sqlite_schema")
        var objects: [String: String] = [:]
        while try statement.step() { objects[statement.text(0)] = "\(statement.text(1)) \(statement.text(2))" }
        return objects
    }

    /// The first problem that SQLite finds in the file, such as an index that omits rows, a value whose type does not
    /// match its column, or a damaged page; nil if there is none.
    package static func damage(in connection: Connection) throws(SQLiteError) -> String? {
        let statement = try connection.prepare("PRAGMA integrity_check(1)")
        guard try statement.step() else { return nil }
        let found = statement.text(0)
        return found == "ok" ? nil : found.shown
    }
}
