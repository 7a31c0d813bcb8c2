package import Session
import Text

/// Which blocks of rows have which times, programs, agents and so on, so that a filter reads no block without a match.
///
/// A vend writes its row and nothing else. So whoever filters adds the blocks that are complete by then; rows that no
/// block has are always read. What is in here decides what a filter shows: `farsign audit verify` compares it with the
/// rows.
package struct BlockIndex {
    /// The rows from a multiple of it on.
    package static let size = 1_024
    /// The blocks that one command adds at most, about 0.5 s.
    private static let growth = 128
    /// The blocks of one transaction, so that it holds the write lock for 0.1 s at most.
    private static let step = 16

    /// What is known about a block; the raw value is stored.
    package enum Name: String, CaseIterable {
        case profile, session, program, agent
        case sshClient = "ssh-client"

        /// The value of a row, in SQL.
        var column: String {
            switch self {
            case .profile: "profile"
            case .session: "session"
            case .program: "process"
            case .agent: LedgerReader.detail("agent")
            // The address ends at the space before the port.
            case .sshClient: "substr(ssh_client, 1, instr(ssh_client || ' ', ' ') - 1)"
            }
        }

        /// The value of a row.
        package func value(of record: AuditRecord) -> String? {
            switch self {
            case .profile: record.profile
            case .session: record.session
            case .program: record.actor.process
            case .agent: record.detail["agent"]?.text
            case .sshClient: record.actor.sshAddress
            }
        }

        func value(of filter: AuditFilter) -> String? {
            switch self {
            case .profile: filter.profile
            case .session: filter.session
            case .program: filter.program
            case .agent: filter.agent?.rawValue
            case .sshClient: filter.sshClient
            }
        }
    }

    let connection: Connection

    /// Whether it helps to find the rows. All kinds but vends have an index of their own.
    static func helps(_ filter: AuditFilter) -> Bool {
        guard filter.kind == nil || filter.kind == .vended, filter.seq == nil else { return false }
        return filter.since != nil || filter.until != nil || Name.allCases.contains { $0.value(of: filter) != nil }
    }

    /// Adds complete blocks.
    ///
    /// - Parameter transaction: runs what it gets with the write lock.
    func grow(
        _ transaction: (() throws(SQLiteError) -> Void) throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        for _ in 0..<Self.growth / Self.step {
            guard try missing() != nil else { return }
            try transaction { () throws(SQLiteError) in
                // Another process may have added them in between.
                if let blocks = try missing() { try add(blocks) }
            }
        }
    }

    /// The next complete blocks that are not there yet; nil if there are none.
    private func missing() throws(SQLiteError) -> ClosedRange<Int>? {
        let last = try connection.prepare("SELECT coalesce(max(number), -1) FROM blocks")
        _ = try last.step()
        let first = try connection.prepare(
            "SELECT min(seq), (SELECT seq FROM head) FROM events WHERE seq >= ?",
            [.integer((try last.int(0, in: -1...SQLiteValue.largest / Self.size) + 1) * Self.size)])
        guard try first.step(), !first.isNull(0), !first.isNull(1) else { return nil }
        let block = try first.int(0) / Self.size
        let end = (try first.int(1, in: -1...SQLiteValue.largest - 1) + 1) / Self.size
        return block < end ? block...min(block + Self.step, end) - 1 : nil
    }

    private func add(_ blocks: ClosedRange<Int>) throws(SQLiteError) {
        let rows: [SQLiteValue] = [
            .integer(blocks.lowerBound * Self.size), .integer((blocks.upperBound + 1) * Self.size - 1),
        ]
        try connection.run(
            """
            INSERT INTO blocks (number, earliest, latest)
            SELECT seq / \(Self.size), min(time), max(time) FROM events WHERE seq BETWEEN ? AND ?
            GROUP BY seq / \(Self.size)
            """, rows)
        for name in Name.allCases {
            try connection.run(
                """
                INSERT OR IGNORE INTO block_values (name, value, block)
                SELECT DISTINCT '\(name.rawValue)', \(name.column), seq / \(Self.size) FROM events
                WHERE seq BETWEEN ? AND ? AND typeof(\(name.column)) = 'text'
                """, rows)
        }
    }

    /// Forgets the blocks of rows that were pruned.
    func prune(through seq: Int) throws(SQLiteError) {
        let first = [SQLiteValue.integer((seq + 1) / Self.size)]
        try connection.run("DELETE FROM blocks WHERE number < ?", first)
        try connection.run("DELETE FROM block_values WHERE block < ?", first)
    }

    /// The sequence numbers that the filter's rows can have, in ascending order.
    func ranges(_ filter: AuditFilter) throws(SQLiteError) -> [ClosedRange<Int>] {
        guard Self.helps(filter) else { return [.min ... .max] }
        var conditions: [String] = []
        var values: [SQLiteValue] = []
        if let since = filter.since {
            conditions.append("latest >= ?")
            values.append(.text(RFC3339.milliseconds(since)))
        }
        if let until = filter.until {
            conditions.append("earliest <= ?")
            values.append(.text(RFC3339.milliseconds(until)))
        }
        for name in Name.allCases {
            guard let value = name.value(of: filter) else { continue }
            conditions.append(
                "number IN (SELECT block FROM block_values WHERE name = '\(name.rawValue)' AND value = ?)")
            values.append(.text(value))
        }
        let statement = try connection.prepare(
            """
            SELECT number FROM blocks WHERE NOT (\(conditions.joined(separator: " AND ")))
                AND number BETWEEN 0 AND \(SQLiteValue.largest / Self.size - 1) ORDER BY number
            """, values)
        var ranges: [ClosedRange<Int>] = []
        var next = Int.min
        while try statement.step() {
            let start = statement.anyInt(0) * Self.size
            if next < start { ranges.append(next...start - 1) }
            next = start + Self.size
        }
        return ranges + [next ... .max]
    }
}

/// What the index says about the blocks, for comparing it with the rows.
package struct IndexedBlocks: Sendable {
    package struct Block: Sendable {
        /// The times of its rows, as bytes, which is how they are compared.
        package let earliest: [UInt8]
        package let latest: [UInt8]
        fileprivate(set) var values: [String: Set<ExactText>] = [:]

        package func has(_ record: AuditRecord) -> Bool {
            BlockIndex.Name.allCases.allSatisfy { name in
                name.value(of: record).map { values[name.rawValue]?.contains(ExactText($0)) == true } ?? true
            }
        }
    }

    private var blocks: [Int: Block] = [:]

    package init(_ connection: Connection) throws(SQLiteError) {
        let times = try connection.prepare("SELECT number, earliest, latest FROM blocks")
        while try times.step() {
            blocks[times.anyInt(0)] = Block(earliest: Array(times.text(1).utf8), latest: Array(times.text(2).utf8))
        }
        let values = try connection.prepare("SELECT block, name, value FROM block_values")
        while try values.step() {
            blocks[values.anyInt(0)]?.values[values.text(1), default: []].insert(ExactText(values.text(2)))
        }
    }

    package subscript(number: Int) -> Block? { blocks[number] }
}
