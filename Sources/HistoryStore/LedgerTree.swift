import Glibc
import History
import Session
import SessionStore
import Text

/// The Merkle tree of the ledger's first rows.
struct LedgerTree {
    let range: CompactRange
    /// The hash of the last of these rows.
    let hash: String

    /// No rows.
    private static let none = LedgerTree(range: CompactRange(), hash: AuditRecord.genesis)

    init(range: CompactRange, hash: String) {
        self.range = range
        self.hash = hash
    }

    /// The last row that was written.
    static func head(of connection: Connection) throws(SQLiteError) -> (seq: Int, hash: String) {
        let statement = try connection.prepare("SELECT seq, hash FROM head")
        guard try statement.step() else { return (0, AuditRecord.genesis) }
        return (statement.anyInt(0), statement.text(1))
    }

    /// The rows that were pruned, as the last row of this kind tells. Nil if farsign cannot have written that row.
    static func pruned(in connection: Connection) throws(SQLiteError) -> LedgerTree? {
        let statement = try connection.prepare(
            // Spelled out for the partial index; see LedgerReader.events.
            """
            SELECT detail FROM events WHERE kind = 'history-pruned' AND kind <> 'vended' ORDER BY seq DESC LIMIT 1
            """)
        guard try statement.step() else { return none }
        guard let detail = try? JSONValue(parsing: Array(statement.text(0).utf8)),
            case .integer(let size)? = detail["rows"], let hash = detail["last_hash"]?.text,
            case .array(let nodes)? = detail["tree"]
        else { return nil }
        return LedgerTree(size: size, nodes: nodes.map { $0.text ?? "" }, hash: hash)
    }

    /// The members of a row that ``pruned(in:)`` reads.
    var detail: [JSONName: JSONValue] {
        [
            "rows": .integer(range.size), "last_hash": .string(hash),
            "tree": .array(range.nodes.map { .string($0.base64) }),
        ]
    }

    /// What the last checkpoint kept; nil if it does not fit the rows that are there.
    static func kept(in connection: Connection) throws(SQLiteError) -> LedgerTree? {
        let statement = try connection.prepare(
            """
            SELECT tree.size, tree.nodes, tree.hash FROM tree JOIN events ON events.seq = tree.size
            WHERE events.hash = tree.hash
            """)
        guard try statement.step() else { return nil }
        return LedgerTree(
            size: statement.anyInt(0), nodes: statement.text(1).split(separator: " ").map(String.init),
            hash: statement.text(2))
    }

    /// All trees that the ledger keeps: for the next checkpoint, and for each destination.
    static func all(in connection: Connection) throws(SQLiteError) -> [LedgerTree] {
        let statement = try connection.prepare(
            "SELECT size, nodes, hash FROM tree UNION ALL SELECT size, nodes, hash FROM shipments")
        var trees: [LedgerTree] = []
        while try statement.step() {
            let nodes = statement.text(1).split(separator: " ").map(String.init)
            if let tree = LedgerTree(size: statement.anyInt(0), nodes: nodes, hash: statement.text(2)) {
                trees.append(tree)
            }
        }
        return trees
    }

    func keep(in connection: Connection) throws(SQLiteError) {
        try connection.writeRow(
            "REPLACE INTO tree (id, size, nodes, hash) VALUES (1, ?, ?, ?)",
            [
                .integer(range.size), .text(range.nodes.map(\.base64).joined(separator: " ")), .text(hash),
            ])
    }

    init?(size: Int, nodes: [String], hash: String) {
        let hashes = nodes.compactMap { TreeHash(base64: $0) }
        guard hashes.count == nodes.count, 0...SQLiteValue.largest ~= size,
            let range = CompactRange(size: size, nodes: hashes), let event = ExpectedEvent(seq: size, hash: hash)
        else { return nil }
        self.init(range: range, hash: event.hash)
    }
}
